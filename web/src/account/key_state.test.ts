import { describe, expect, it } from 'vitest';
import { keyState } from './key_state';

const now = Date.parse('2026-11-28T12:00:00Z');
const past = '2026-11-28T11:00:00Z';
const future = '2026-11-28T13:00:00Z';

describe('a key', () => {
  it.each([
    ['never ends', null, null, 'good'],
    ['ends later', null, future, 'good'],
    ['has ended', null, past, 'expired'],
    ['was revoked', past, future, 'revoked'],
    ['was revoked and has ended', past, past, 'revoked'],
  ])('that %s', (_name, revoked, expires, expected) => {
    expect(keyState({ revoked, expires }, now)).toBe(expected);
  });
});
