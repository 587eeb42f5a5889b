import { describe, expect, it } from 'vitest';
import type { Role, Workspace } from '../model/element';
import { mayChangeRole, rightsIn, rolesToGive, type Rights } from './rights';

const names = (rights: Rights) =>
  Object.entries(rights)
    .filter(([, has]) => has === true)
    .map(([name]) => name)
    .join(' ');

describe('rights in a workspace', () => {
  it.each<[Workspace['kind'], Role, string]>([
    ['private', 'viewer', 'leave'],
    ['private', 'editor', 'leave'],
    ['team', 'admin', 'change people archive leave'],
    ['private', 'owner', 'change people archive leave move delete'],
    ['personal', 'owner', 'change archive move delete'],
  ])('of kind %s, as %s: %s', (kind, role, expected) => {
    expect(names(rightsIn({ kind, role }))).toBe(expected);
  });

  it.each<[Role, Role[]]>([
    ['viewer', []],
    ['editor', []],
    ['admin', ['viewer', 'editor', 'admin']],
    ['owner', ['viewer', 'editor', 'admin', 'owner']],
  ])('let a %s give the roles %s', (mine, expected) => {
    expect(rolesToGive(mine)).toEqual(expected);
  });

  it('leave owners to owners', () => {
    expect(mayChangeRole('admin', 'owner')).toBe(false);
    expect(mayChangeRole('owner', 'owner')).toBe(true);
    expect(mayChangeRole('admin', 'admin')).toBe(true);
    expect(mayChangeRole('editor', 'viewer')).toBe(false);
  });
});
