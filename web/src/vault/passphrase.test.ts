import { expect, it } from 'vitest';
import { differs, isChosen } from './passphrase';

it.each([
  ['', '', false, false],
  ['too short', 'too short', false, false],
  ['long enough', '', false, false],
  ['long enough', 'long enougj', false, true],
  ['long enough', 'long enough', true, false],
])('a passphrase of %j and %j: chosen %s, differs %s', (passphrase, again, chosen, different) => {
  expect(isChosen({ passphrase, again })).toBe(chosen);
  expect(differs({ passphrase, again })).toBe(different);
});
