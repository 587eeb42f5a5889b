import { describe, expect, it } from 'vitest';
import {
  closeTabs,
  keptTabs,
  moveTab,
  noTabs,
  openTab,
  pinTab,
  stepTab,
  tabSaved,
  type OpenTab,
  type Tabs,
} from './tabs';

function tab(id: string, isPreview = false): OpenTab {
  return { id, kind: 'request', name: id, isNew: false, isPreview };
}

function tabs(ids: string, active: string): Tabs {
  return { open: Array.from(ids, (id) => tab(id)), active };
}

const ids = ({ open, active }: Tabs) => `${open.map(({ id }) => id).join('')}>${active ?? ''}`;

describe('tabs', () => {
  it('open behind the active one, and once', () => {
    expect(ids(openTab(noTabs, tab('a')))).toBe('a>a');
    expect(ids(openTab(tabs('abc', 'a'), tab('x')))).toBe('axbc>x');
    expect(ids(openTab(tabs('abc', 'a'), tab('c')))).toBe('abc>c');
  });

  it('that are only looked at make place for the next one, until they are kept', () => {
    const looking = openTab(tabs('a', 'a'), tab('x', true));
    expect(ids(openTab(looking, tab('y', true)))).toBe('ay>y');
    expect(ids(openTab(pinTab(looking, 'x'), tab('y', true)))).toBe('axy>y');
    expect(ids(openTab(openTab(looking, tab('x')), tab('y', true)))).toBe('axy>y');
  });

  it.each([
    ['the active one: the next to the right', 'abc', 'b', ['b'], 'ac>c'],
    ['the last one: the next to the left', 'abc', 'c', ['c'], 'ab>b'],
    ['another: the active one stays', 'abc', 'a', ['b'], 'ac>a'],
    ['several', 'abcd', 'b', ['b', 'c'], 'ad>d'],
    ['all', 'ab', 'a', ['a', 'b'], '>'],
  ])('close %s', (_name, open, active, closed, expected) => {
    expect(ids(closeTabs(tabs(open, active), closed))).toBe(expected);
  });

  it('step round about', () => {
    expect(ids(stepTab(tabs('abc', 'c'), 1))).toBe('abc>a');
    expect(ids(stepTab(tabs('abc', 'a'), -1))).toBe('abc>c');
    expect(stepTab(noTabs, 1)).toBe(noTabs);
  });

  it('move', () => {
    expect(ids(moveTab(tabs('abc', 'c'), 'c', 'a'))).toBe('cab>c');
    expect(ids(moveTab(tabs('abc', 'c'), 'a', null))).toBe('bca>c');
  });

  it('become the element that they were saved as', () => {
    expect(ids(tabSaved(tabs('abc', 'b'), 'b', tab('x')))).toBe('axc>x');
  });

  it.each([
    ['nothing', null, '>'],
    ['something else', { open: 3 }, '>'],
    ['broken tabs', { open: [{ id: 1 }, tab('a')], active: 'gone' }, 'a>a'],
    ['tabs', tabs('ab', 'b'), 'ab>b'],
  ])('come back from %s', (_name, kept, expected) => {
    expect(ids(keptTabs(kept))).toBe(expected);
  });
});
