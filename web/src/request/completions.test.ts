import { expect, it } from 'vitest';
import { pmMembers, pmMembersAfter } from './completions';

it.each<[string, string[], string[]]>([
  ['pm.', ['test', 'environment', 'response', 'sendRequest', 'vault'], ['get', 'json']],
  ['pm.response.', ['json', 'to', 'headers', 'code'], ['have', 'get']],
  ['pm.response.to.have.', ['status', 'header', 'jsonBody'], ['ok']],
  ['pm.nothing.', [], ['get']],
])('behind %s come %j and not %j', (before, there, absent) => {
  const labels = pmMembersAfter(before).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(there));
  for (const label of absent) expect(labels).not.toContain(label);
  expect(new Set(labels).size).toBe(labels.length);
});

it('says of each member what it does', () => {
  for (const { path, info } of pmMembers) {
    expect(path).toMatch(/^pm(\.\w+)+$/);
    expect(info).not.toBe('');
  }
});
