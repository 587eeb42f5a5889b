/** What a role may do in a team, as the server decides it (docs/security/permissions.md). */
import type { TeamRole } from './api';

export const teamRoles = ['member', 'admin', 'owner'] as const satisfies TeamRole[];

/** Whether it may say who is in the team and its groups. */
export function mayManage(mine: TeamRole): boolean {
  return mine !== 'member';
}

/** The roles that whoever has `mine` may give; owners are made by owners alone. */
export function teamRolesToGive(mine: TeamRole): readonly TeamRole[] {
  if (mine === 'owner') return teamRoles;
  return mine === 'admin' ? ['member', 'admin'] : [];
}

/** Whether whoever has `mine` may change the role of somebody who has `theirs`, or end it. */
export function mayChangeMember(mine: TeamRole, theirs: TeamRole): boolean {
  return teamRolesToGive(mine).includes(theirs);
}
