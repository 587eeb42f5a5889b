import { expect, it } from 'vitest';
import { readMailLink } from './mail_link';

it.each([
  ['https://signet.example.com/verify#abcDEF_-1', 'verify', 'abcDEF_-1'],
  ['https://example.com/signet/reset#abcDEF_-1', 'reset', 'abcDEF_-1'],
  [' https://signet.example.com/invitation#abcDEF_-1\n', 'invitation', 'abcDEF_-1'],
  ['https://signet.example.com/account/email#abcDEF_-1', 'email', 'abcDEF_-1'],
  ['https://signet.example.com/else#abcDEF_-1', null, 'abcDEF_-1'],
  ['  abcDEF_-1\n', null, 'abcDEF_-1'],
  ['', null, ''],
])('reads %j', (text, kind, token) => {
  expect(readMailLink(text)).toEqual({ kind, token });
});
