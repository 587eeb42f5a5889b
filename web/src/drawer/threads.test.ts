import { expect, test } from 'vitest';
import type { Comment } from './api';
import { threadsOf } from './threads';

const comment = (id: string, parent: string | null = null, resolved: string | null = null): Comment => ({
  id,
  parent,
  author: 'ada',
  author_name: 'Ada',
  body: id,
  revision: 1,
  created: '2026-01-01T00:00:00Z',
  edited: null,
  resolved,
  resolved_by: null,
});

test('answers stand in their thread, in their order', () => {
  const threads = threadsOf([comment('a'), comment('b'), comment('a1', 'a'), comment('b1', 'b'), comment('a2', 'a')]);
  expect(threads.map(({ first, answers }) => [first.id, ...answers.map(({ id }) => id)])).toEqual([
    ['a', 'a1', 'a2'],
    ['b', 'b1'],
  ]);
});

test('what is settled comes last', () => {
  const threads = threadsOf([comment('a', null, '2026-01-02T00:00:00Z'), comment('b')]);
  expect(threads.map(({ first }) => first.id)).toEqual(['b', 'a']);
});

test('an answer whose thread is gone is left out', () => {
  expect(threadsOf([comment('x', 'gone')])).toEqual([]);
});
