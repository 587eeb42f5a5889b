/** What a role may do in a workspace, as the server decides it (docs/security/permissions.md). */
import type { Role, Workspace } from '../model/element';

export const roles = ['viewer', 'editor', 'admin', 'owner'] as const satisfies Role[];

/** Whether a role has the rights of another. */
export function reaches(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

export interface Rights {
  /** Its name and description. */
  change: boolean;
  /** Who is in it, and in which role. */
  people: boolean;
  archive: boolean;
  leave: boolean;
  /** Make another kind of it, or give it to another team. */
  move: boolean;
  delete: boolean;
}

export function rightsIn({ role, kind }: Pick<Workspace, 'role' | 'kind'>): Rights {
  const isShared = kind !== 'personal';
  return {
    change: reaches(role, 'admin'),
    people: isShared && reaches(role, 'admin'),
    archive: reaches(role, 'admin'),
    leave: isShared,
    move: reaches(role, 'owner'),
    delete: reaches(role, 'owner'),
  };
}

/** The roles that whoever has `mine` may give. */
export function rolesToGive(mine: Role): readonly Role[] {
  if (!reaches(mine, 'admin')) return [];
  return mine === 'owner' ? roles : roles.filter((role) => role !== 'owner');
}

/** Whether whoever has `mine` may change or end the role of somebody who has `theirs`. */
export function mayChangeRole(mine: Role, theirs: Role): boolean {
  return reaches(mine, 'admin') && (theirs !== 'owner' || mine === 'owner');
}
