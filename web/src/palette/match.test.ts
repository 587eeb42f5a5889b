import { expect, it } from 'vitest';
import { best, score } from './match';

it.each([
  ['the beginning of a name before its middle', 'ord', ['Reorder', 'Orders']],
  ['words before scattered letters', 'list', ['Last item set', 'A list']],
  ['initials', 'lo', ['Follow', 'List orders']],
  ['the shorter of two', 'get', ['Get all orders', 'Get']],
])('prefers %s', (_name, typed, names) => {
  expect(best(names, (name) => name, typed, 9)[0]).toBe(names[1]);
});

it('finds nothing where letters are missing or out of order', () => {
  expect(score('List', 'lx')).toBeNull();
  expect(score('List', 'ts')).toBeNull();
});

it('keeps the order when nothing is typed', () => {
  expect(best(['b', 'a'], (name) => name, '', 9)).toEqual(['b', 'a']);
});
