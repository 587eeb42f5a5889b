import { expect, test } from 'vitest';
import type { HistoryEntry } from './api';
import { byDay } from './days';

const at = (...when: [number, number, number, number?]) => new Date(...when).getTime();
const entry = (id: string, at_ms: number): HistoryEntry => ({
  id,
  at_ms,
  element: '',
  collection: '',
  name: id,
  method: 'GET',
  url: null,
  status: 200,
  time_ms: 1,
  size: 0,
});

test('entries are put together by the day on which they were sent', () => {
  const now = at(2026, 10, 28, 9);
  const days = byDay(
    [
      entry('this morning', at(2026, 10, 28, 8)),
      entry('just after midnight', at(2026, 10, 28, 0)),
      entry('last evening', at(2026, 10, 27, 23)),
      entry('long ago', at(2026, 10, 2, 12)),
    ],
    now,
  );
  expect(days.map(({ name, entries }) => [name, entries.map(({ id }) => id)])).toEqual([
    ['Today', ['this morning', 'just after midnight']],
    ['Yesterday', ['last evening']],
    ['2 November 2026', ['long ago']],
  ]);
});

test('no entries are no days', () => {
  expect(byDay([], Date.now())).toEqual([]);
});
