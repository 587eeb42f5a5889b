import { describe, expect, it } from 'vitest';
import type { Element, ElementKind } from '../model/element';
import { emptyTree, withChanges } from '../workspace/tree';
import { dropAt, focusAfter, matching, nudge, stepOf, typeAhead, visibleRows } from './rows';

function element(id: string, kind: ElementKind, parent: string | null, position: number, name = id): Element {
  const unused = { revision: 1, version: 1, seq: 1, changed: '', changed_by: '', trashed: null };
  return { id, kind, parent, collection: parent, position, name, ...unused };
}

const tree = withChanges(emptyTree, [
  element('api', 'collection', null, 1, 'API'),
  element('orders', 'folder', 'api', 1, 'Orders'),
  element('list', 'request', 'orders', 1, 'List orders'),
  element('make', 'request', 'orders', 2, 'Make an order'),
  element('ping', 'request', 'api', 2, 'Ping'),
  element('old', 'collection', null, 2, 'Old'),
]);
const open = new Set(['api', 'orders']);
const rows = visibleRows(tree, open, null);
function rowAt(index: number): Element {
  const row = rows[index];
  if (!row) throw new Error('no such row');
  return row.element;
}

const names = (list = rows) => list.map(({ element: { id }, level }) => `${level}${id}`).join(' ');

describe('rows of the tree', () => {
  it('are those of unfolded elements, with their depth', () => {
    expect(names()).toBe('1api 2orders 3list 3make 2ping 1old');
    expect(names(visibleRows(tree, new Set(['orders']), null))).toBe('1api 1old');
    expect(rows[3]).toMatchObject({ place: 2, siblings: 2, isContainer: false });
  });

  it('are what a filter finds and what that is in, unfolded', () => {
    expect(names(visibleRows(tree, new Set(), matching(tree, 'order LIST')))).toBe('1api 2orders 3list');
    expect(names(visibleRows(tree, new Set(), matching(tree, 'nothing')))).toBe('');
    expect(matching(tree, '  ')).toBeNull();
  });
});

describe('keys', () => {
  it.each([
    ['ArrowDown', 0, { focus: 1 }],
    ['ArrowDown', 5, { focus: 5 }],
    ['ArrowUp', 0, { focus: 0 }],
    ['PageDown', 0, { focus: 4 }],
    ['Home', 3, { focus: 0 }],
    ['End', 0, { focus: 5 }],
    ['ArrowRight', 5, { expand: 'old' }],
    ['ArrowRight', 0, { focus: 1 }],
    ['ArrowRight', 2, null],
    ['ArrowLeft', 1, { collapse: 'orders' }],
    ['ArrowLeft', 3, { focus: 1 }],
    ['ArrowLeft', 5, null],
    ['x', 0, null],
  ])('%s on row %i', (key, at, step) => {
    expect(stepOf(rows, at, key, 4)).toEqual(step);
  });

  it.each([
    ['o', 0, 1],
    ['o', 1, 5],
    ['oo', 1, 5],
    ['ol', 1, 5],
    ['pi', 0, 4],
    ['zz', 0, null],
  ])('typing "%s" on row %i goes to %s', (typed, at, found) => {
    expect(typeAhead(rows, at, typed)).toBe(found);
  });
});

it('gives the focus of what is deleted to a sibling, or else to what it was in', () => {
  expect(focusAfter(tree, rowAt(2))).toBe('make');
  expect(focusAfter(tree, rowAt(3))).toBe('list');
  expect(focusAfter(withChanges(tree, [{ ...rowAt(3), trashed: 'now' }]), rowAt(2))).toBe('orders');
});

describe('dropping', () => {
  it.each([
    ['a request on the upper half of another', 'ping', 2, 0.2, 'before', { parent: 'orders', before: 'list' }],
    ['a request on the lower half of another', 'ping', 3, 0.8, 'after', { parent: 'orders', before: null }],
    ['a request on a folder', 'ping', 1, 0.5, 'into', { parent: 'orders', before: null }],
    ['a request above a folder', 'ping', 1, 0.1, 'before', { parent: 'api', before: 'orders' }],
    ['a folder on another collection', 'orders', 5, 0.1, 'into', { parent: 'old', before: null }],
    ['a collection above another', 'old', 0, 0.1, 'before', { parent: null, before: 'api' }],
  ])('%s', (_name, dragged, row, fraction, edge, spot) => {
    expect(dropAt(tree, rows, dragged, row, fraction)).toEqual({ row, edge, spot });
  });

  it.each([
    ['a folder into its own request', 'orders', 2, 0.2],
    ['an element onto itself', 'ping', 4, 0.5],
    ['a collection into a folder', 'old', 1, 0.5],
  ])('refuses %s', (_name, dragged, row, fraction) => {
    expect(dropAt(tree, rows, dragged, row, fraction)).toBeNull();
  });

  it('goes one up or down by keys, and not past the ends', () => {
    const make = rowAt(3);
    const list = rowAt(2);
    expect(nudge(tree, make, -1)).toEqual({ parent: 'orders', before: 'list' });
    expect(nudge(tree, list, 1)).toEqual({ parent: 'orders', before: null });
    expect(nudge(tree, list, -1)).toBeNull();
    expect(nudge(tree, make, 1)).toBeNull();
  });
});
