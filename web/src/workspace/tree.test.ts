import { describe, expect, it } from 'vitest';
import type { Element, ElementKind } from '../model/element';
import {
  ancestorsOf,
  childrenOf,
  countBelow,
  emptyTree,
  isGone,
  mayStand,
  withChanges,
  withMoved,
  withRenamed,
  withTrashed,
} from './tree';

function element(id: string, kind: ElementKind, parent: string | null, position: number, seq = 1): Element {
  return {
    id,
    kind,
    parent,
    collection: parent,
    position,
    name: id,
    revision: 1,
    version: 1,
    seq,
    changed: '',
    changed_by: '',
    trashed: null,
  };
}

const tree = withChanges(emptyTree, [
  element('c', 'collection', null, 1),
  element('f', 'folder', 'c', 2),
  element('r1', 'request', 'c', 1),
  element('r2', 'request', 'f', 1),
  element('r3', 'request', 'f', 2, 9),
]);

describe('the tree of elements', () => {
  it('has children in the order of their positions, whatever order they came in', () => {
    expect(childrenOf(tree, 'c')).toEqual(['r1', 'f']);
    expect(childrenOf(tree, 'collection')).toEqual(['c']);
    expect(tree.seq).toBe(9);
  });

  it('is the same when nothing changed', () => {
    expect(withChanges(tree, [])).toBe(tree);
  });

  it('shares the lists that a change does not touch', () => {
    const changed = withChanges(tree, [element('r4', 'request', 'c', 3, 10)]);
    expect(changed.children.get('f')).toBe(tree.children.get('f'));
    expect(childrenOf(changed, 'c')).toEqual(['r1', 'f', 'r4']);
  });

  it('moves what came with another parent', () => {
    const moved = withChanges(tree, [element('r2', 'request', 'c', 0, 10)]);
    expect(childrenOf(moved, 'c')).toEqual(['r2', 'r1', 'f']);
    expect(childrenOf(moved, 'f')).toEqual(['r3']);
  });

  it('leaves out what is in the trash, and has it again with all below it when it is restored', () => {
    const trashed = withChanges(tree, [{ ...element('f', 'folder', 'c', 2, 10), trashed: '2026-01-01' }]);
    expect(childrenOf(trashed, 'c')).toEqual(['r1']);
    expect(isGone(trashed, 'r2')).toBe(true);
    const restored = withChanges(trashed, [element('f', 'folder', 'c', 2, 11)]);
    expect(childrenOf(restored, 'c')).toEqual(['r1', 'f']);
    expect(childrenOf(restored, 'f')).toEqual(['r2', 'r3']);
  });

  it('knows the way to an element, outermost first', () => {
    expect(ancestorsOf(tree, 'r3').map(({ id }) => id)).toEqual(['c', 'f']);
    expect(ancestorsOf(tree, 'c')).toEqual([]);
  });

  it('counts what is below at all depths', () => {
    expect(countBelow(tree, 'c')).toBe(4);
  });

  it.each([
    ['before another', 'r3', { parent: 'f', before: 'r2' }, 'f', ['r3', 'r2']],
    ['between two', 'r2', { parent: 'c', before: 'f' }, 'c', ['r1', 'r2', 'f']],
    ['to the end', 'r1', { parent: 'f', before: null }, 'f', ['r2', 'r3', 'r1']],
  ])('shows a move %s at once', (_name, id, spot, place, order) => {
    expect(childrenOf(withMoved(tree, id, spot), place)).toEqual(order);
  });

  it('shows a new name and a deletion at once', () => {
    expect(withRenamed(tree, 'r1', 'other').byId.get('r1')?.name).toBe('other');
    expect(childrenOf(withTrashed(tree, 'r1'), 'c')).toEqual(['f']);
  });

  it('lets nothing stand within itself, in a request, or a request at the top', () => {
    expect(mayStand(tree, 'f', 'f')).toBe(false);
    expect(mayStand(withChanges(tree, [element('g', 'folder', 'f', 9)]), 'f', 'g')).toBe(false);
    expect(mayStand(tree, 'r1', 'r2')).toBe(false);
    expect(mayStand(tree, 'r1', null)).toBe(false);
    expect(mayStand(tree, 'c', 'c')).toBe(false);
    expect(mayStand(tree, 'r1', 'f')).toBe(true);
    expect(mayStand(tree, 'c', null)).toBe(true);
  });
});
