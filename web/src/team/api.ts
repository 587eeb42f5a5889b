/** Teams, as docs/openapi.yaml describes them. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import { list, type Group, type Team } from '../people/api';

export type TeamRole = Team['role'];

export interface Member {
  user: string;
  email: string;
  name: string;
  role: TeamRole;
  /** Told to admins and owners alone. */
  has_two_factor?: boolean;
  is_disabled: boolean;
  revision: number;
  joined: string;
}

export interface TeamInvitation {
  id: string;
  email: string;
  role: TeamRole;
  expires: string;
}

function base(team: string): string {
  return `/api/v1/teams/${team}`;
}

/** `group`: those in it alone. */
export function membersQuery(team: string, group?: string) {
  const filter = group === undefined ? '' : `?group=${group}`;
  return queryOptions({
    queryKey: ['team-members', team, ...(group === undefined ? [] : [group])],
    queryFn: ({ signal }) => list<Member>(`${base(team)}/members${filter}`, 'members', signal),
  });
}

export function teamInvitationsQuery(team: string) {
  return queryOptions({
    queryKey: ['team-invitations', team],
    queryFn: ({ signal }) => list<TeamInvitation>(`${base(team)}/invitations`, 'invitations', signal),
  });
}

export function renameTeam({ id, revision }: Team, name: string): Promise<Team> {
  return call('PATCH', base(id), { body: { name }, revision });
}

export function requireTwoFactor(team: string, required: boolean): Promise<Team> {
  return call('PUT', `${base(team)}/two-factor`, { body: { required } });
}

export function deleteTeam(team: string): Promise<void> {
  return call('DELETE', base(team));
}

export function leaveTeam(team: string): Promise<void> {
  return call('POST', `${base(team)}/leave`);
}

export function inviteToTeam(team: string, email: string, role: TeamRole): Promise<TeamInvitation> {
  return call('POST', `${base(team)}/invitations`, { body: { email, role } });
}

export function revokeTeamInvitation(team: string, invitation: string): Promise<void> {
  return call('DELETE', `${base(team)}/invitations/${invitation}`);
}

export function changeMember(team: string, { user, revision }: Member, role: TeamRole): Promise<Member> {
  return call('PATCH', `${base(team)}/members/${user}`, { body: { role }, revision });
}

export function removeMember(team: string, user: string): Promise<void> {
  return call('DELETE', `${base(team)}/members/${user}`);
}

export function makeGroup(team: string, name: string): Promise<Group> {
  return call('POST', `${base(team)}/groups`, { body: { name } });
}

export function renameGroup(team: string, { id, revision }: Group, name: string): Promise<Group> {
  return call('PATCH', `${base(team)}/groups/${id}`, { body: { name }, revision });
}

export function deleteGroup(team: string, group: string): Promise<void> {
  return call('DELETE', `${base(team)}/groups/${group}`);
}

export function putIntoGroup(team: string, group: string, user: string): Promise<void> {
  return call('PUT', `${base(team)}/groups/${group}/members/${user}`);
}

export function takeOutOfGroup(team: string, group: string, user: string): Promise<void> {
  return call('DELETE', `${base(team)}/groups/${group}/members/${user}`);
}
