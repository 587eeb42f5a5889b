/** Who is in a workspace, as docs/openapi.yaml describes it. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import type { Role, Workspace } from '../model/element';
import { all, at } from '../workspace/api';

export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  added: string;
}

export type GroupRole = Exclude<Role, 'owner'>;

export interface GroupInWorkspace {
  id: string;
  name: string;
  role: GroupRole;
  added: string;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  created: string;
  expires: string;
}

export interface Group {
  id: string;
  name: string;
  revision: number;
}

export interface Team {
  id: string;
  name: string;
  requires_two_factor: boolean;
  revision: number;
  role: 'member' | 'admin' | 'owner';
}

export type MemberRole = 'viewer' | 'editor';

/** Which kind a workspace is of, and whose. */
export interface Home {
  kind: Workspace['kind'];
  team?: string;
  /** Of the kind team: the least role of every member. */
  member_role?: MemberRole;
}

function base(workspace: string): string {
  return `/api/v1/workspaces/${workspace}`;
}

/** All pages of a list; `name` is its member of a page. */
export function list<T>(path: string, name: string, signal: AbortSignal): Promise<T[]> {
  return all(async (cursor) => {
    const page = await call<Record<string, unknown>>(
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}limit=200${at(cursor)}`,
      { signal },
    );
    return { items: page[name] as T[], next: page.next_cursor as string | null };
  });
}

export function peopleQuery(workspace: string) {
  return queryOptions({
    queryKey: ['people', workspace],
    queryFn: ({ signal }) => list<Person>(`${base(workspace)}/users`, 'users', signal),
  });
}

export function groupsInQuery(workspace: string) {
  return queryOptions({
    queryKey: ['groups-in', workspace],
    queryFn: ({ signal }) => list<GroupInWorkspace>(`${base(workspace)}/groups`, 'groups', signal),
  });
}

export function invitationsQuery(workspace: string) {
  return queryOptions({
    queryKey: ['invitations', workspace],
    queryFn: ({ signal }) => list<Invitation>(`${base(workspace)}/invitations`, 'invitations', signal),
  });
}

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: ({ signal }) => list<Team>('/api/v1/teams', 'teams', signal),
});

export function teamGroupsQuery(team: string) {
  return queryOptions({
    queryKey: ['team-groups', team],
    queryFn: ({ signal }) => list<Group>(`/api/v1/teams/${team}/groups`, 'groups', signal),
  });
}

export function createTeam(name: string): Promise<Team> {
  return call('POST', '/api/v1/teams', { body: { name } });
}

export type WorkspaceChange = Partial<Pick<Workspace, 'name' | 'description'>> & { member_role?: MemberRole };

export function changeWorkspace({ id, revision }: Workspace, change: WorkspaceChange): Promise<Workspace> {
  return call('PATCH', base(id), { body: change, revision });
}

export function archiveWorkspace(id: string, archived: boolean): Promise<Workspace> {
  return call('PUT', `${base(id)}/archived`, { body: { archived } });
}

export function moveWorkspace(id: string, home: Home): Promise<Workspace> {
  return call('POST', `${base(id)}/move`, { body: home });
}

export function deleteWorkspace(id: string): Promise<void> {
  return call('DELETE', base(id));
}

export function leaveWorkspace(id: string): Promise<void> {
  return call('POST', `${base(id)}/leave`);
}

export function setRole(workspace: string, person: string, role: Role): Promise<void> {
  return call('PUT', `${base(workspace)}/users/${person}`, { body: { role } });
}

export function removePerson(workspace: string, person: string): Promise<void> {
  return call('DELETE', `${base(workspace)}/users/${person}`);
}

export function setGroupRole(workspace: string, group: string, role: GroupRole): Promise<void> {
  return call('PUT', `${base(workspace)}/groups/${group}`, { body: { role } });
}

export function removeGroup(workspace: string, group: string): Promise<void> {
  return call('DELETE', `${base(workspace)}/groups/${group}`);
}

/** Puts the member of the team who has this address into it, or sends an invitation there. */
export function invite(
  workspace: string,
  email: string,
  role: Role,
): Promise<{ user: string | null; invitation: Invitation | null }> {
  return call('POST', `${base(workspace)}/invitations`, { body: { email, role } });
}

export function revokeInvitation(workspace: string, invitation: string): Promise<void> {
  return call('DELETE', `${base(workspace)}/invitations/${invitation}`);
}

/** `token`: what stands behind # in the mail's link. */
export function acceptInvitation(token: string): Promise<unknown> {
  return call('POST', '/api/v1/invitations/accept', { body: { token } });
}
