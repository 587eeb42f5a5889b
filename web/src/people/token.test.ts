import { expect, it } from 'vitest';
import { tokenIn } from './token';

it.each([
  ['https://signet.example.com/invitations/accept#abcDEF_-1', 'abcDEF_-1'],
  ['  abcDEF_-1\n', 'abcDEF_-1'],
  ['', ''],
])('finds the token in %j', (text, expected) => {
  expect(tokenIn(text)).toBe(expected);
});
