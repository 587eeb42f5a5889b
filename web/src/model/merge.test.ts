import { describe, expect, it } from 'vitest';
import { merge, same } from './merge';

const base = { name: 'List', request: { method: 'GET', url: '/a' }, tags: ['a', 'b'] };

describe('merging two edits', () => {
  it('has both where they touch different members', () => {
    const mine = { ...base, name: 'Orders' };
    const theirs = { ...base, request: { ...base.request, method: 'POST' } };
    expect(merge(base, mine, theirs)).toEqual({ ...base, name: 'Orders', request: { method: 'POST', url: '/a' } });
  });

  it('has members that one added and lacks those that one removed', () => {
    const mine = { name: 'List', request: base.request, tags: base.tags, description: 'new' };
    const theirs = { name: 'List', request: base.request };
    expect(merge<object>(base, mine, theirs)).toEqual({ name: 'List', request: base.request, description: 'new' });
  });

  it.each([
    ['one member', { ...base, name: 'x' }, { ...base, name: 'y' }],
    ['a list that both made longer', { ...base, tags: ['a', 'b', 'c'] }, { ...base, tags: ['a', 'b', 'd'] }],
    ['what one removed', { ...base, request: undefined }, { ...base, request: { method: 'PUT', url: '/a' } }],
  ])('gives up where both changed %s', (_name, mine, theirs) => {
    expect(merge<object>(base, mine, theirs)).toBeNull();
  });

  it('merges entries of lists that are as long as before', () => {
    expect(merge(['a', 'b'], ['x', 'b'], ['a', 'y'])).toEqual(['x', 'y']);
  });

  it('takes the same edit of both once', () => {
    expect(merge(base, { ...base, name: 'x' }, { ...base, name: 'x' })).toEqual({ ...base, name: 'x' });
  });
});

describe('sameness', () => {
  it('does not count the order of members, but that of lists', () => {
    expect(same({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(same([1, 2], [2, 1])).toBe(false);
    expect(same({ a: undefined }, {})).toBe(false);
  });
});
