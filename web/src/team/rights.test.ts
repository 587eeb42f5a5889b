import { expect, test } from 'vitest';
import { mayChangeMember, mayManage, teamRolesToGive } from './rights';

test.each([
  ['member', false, []],
  ['admin', true, ['member', 'admin']],
  ['owner', true, ['member', 'admin', 'owner']],
] as const)('%s manages: %s, and gives %j', (role, manages, given) => {
  expect(mayManage(role)).toBe(manages);
  expect(teamRolesToGive(role)).toEqual(given);
});

test('an owner is changed by owners alone', () => {
  expect(mayChangeMember('admin', 'owner')).toBe(false);
  expect(mayChangeMember('owner', 'owner')).toBe(true);
  expect(mayChangeMember('admin', 'member')).toBe(true);
  expect(mayChangeMember('member', 'member')).toBe(false);
});
