import { describe, expect, it } from 'vitest';
import { fromNow } from './time';

const now = Date.parse('2026-11-28T12:00:00Z');

describe('a time from now', () => {
  it.each([
    ['2026-11-28T11:59:30Z', 'just now'],
    ['2026-11-28T12:00:30Z', 'just now'],
    ['2026-11-28T11:59:00Z', '1 minute ago'],
    ['2026-11-28T09:30:00Z', '2 hours ago'],
    ['2026-11-27T11:00:00Z', 'yesterday'],
    ['2026-12-05T12:00:00Z', 'in 7 days'],
    ['2026-09-01T12:00:00Z', '3 months ago'],
    ['2024-11-01T12:00:00Z', '2 years ago'],
  ])('%s: %s', (iso, expected) => {
    expect(fromNow(iso, now)).toBe(expected);
  });
});
