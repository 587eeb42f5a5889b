import { describe, expect, it } from 'vitest';
import type { Element, ElementKind } from '../model/element';
import { emptyTree, withChanges } from '../workspace/tree';
import {
  countsOf,
  newSetup,
  nextPlace,
  requestOf,
  requestsIn,
  requestsInOrder,
  withChosen,
  withMoved,
  withOnly,
} from './setup';

function element(id: string, kind: ElementKind, parent: string | null, position: number): Element {
  const rest = { collection: parent, revision: 1, version: 1, seq: 1, changed: '', changed_by: '', trashed: null };
  return { id, kind, parent, position, name: id, ...rest };
}

const tree = withChanges(emptyTree, [
  element('c', 'collection', null, 1),
  element('last', 'request', 'c', 3),
  element('first', 'request', 'c', 1),
  element('f', 'folder', 'c', 2),
  element('f1', 'request', 'f', 1),
  element('f2', 'request', 'f', 2),
  element('empty', 'folder', 'c', 4),
  element('env', 'environment', null, 1),
  { ...element('old', 'environment', null, 2), trashed: '2026-01-01' },
]);

describe('the choice of requests', () => {
  it('has them in the order in which they stand, those of folders in between', () => {
    expect(requestsIn(tree, 'c').map(({ id }) => id)).toEqual(['first', 'f1', 'f2', 'last']);
  });

  it('counts for each folder how many of it are chosen', () => {
    const counts = countsOf(tree, 'c', new Set(['f2', 'last']));
    expect(counts.get('c')).toEqual({ all: 4, chosen: 2 });
    expect(counts.get('f')).toEqual({ all: 2, chosen: 1 });
    expect(counts.get('empty')).toEqual({ all: 0, chosen: 0 });
  });

  it.each([
    ['a request is left out', [], 'f1', false, ['f1']],
    ['a folder is left out', ['f1'], 'f', false, ['f1', 'f2']],
    ['a folder is chosen, though part of it was', ['f1', 'last'], 'f', true, ['last']],
    ['all are chosen', ['f1', 'last'], 'c', true, []],
  ])('follows when %s', (_name, without, id, isChosen, expected) => {
    expect(withChosen(tree, without, id, isChosen)).toEqual(expected);
  });

  it('can be of some requests alone', () => {
    expect(withOnly(tree, 'c', newSetup(null), ['f2']).without).toEqual(['first', 'f1', 'last']);
  });
});

describe('the order of requests', () => {
  const ids = (order: string[]) => requestsInOrder(tree, 'c', order).map(({ id }) => id);

  it.each([
    ['that of the collection where there is no other', [], ['first', 'f1', 'f2', 'last']],
    ['one of the person’s own', ['last', 'f2', 'first', 'f1'], ['last', 'f2', 'first', 'f1']],
    ['without those that are gone', ['last', 'gone', 'f2', 'first', 'f1'], ['last', 'f2', 'first', 'f1']],
    ['with new ones behind those that they follow', ['last', 'f1', 'first'], ['last', 'f1', 'f2', 'first']],
    ['with a new first one first', ['last', 'f1', 'f2'], ['first', 'last', 'f1', 'f2']],
  ])('is %s', (_name, order, expected) => {
    expect(ids(order)).toEqual(expected);
  });

  it.each([
    ['before another', 'last', 'f1', ['first', 'last', 'f1', 'f2']],
    ['to the end', 'first', null, ['f1', 'f2', 'last', 'first']],
    ['nowhere: it is that of the collection', 'f1', 'f2', []],
  ])('changes as one goes %s', (_name, id, before, expected) => {
    expect(withMoved(tree, 'c', [], id, before)).toEqual(expected);
  });

  it('is that of the collection again once all are back', () => {
    const moved = withMoved(tree, 'c', [], 'first', null);
    expect(withMoved(tree, 'c', moved, 'first', 'f1')).toEqual([]);
  });

  it.each([
    ['first', -1, undefined],
    ['f1', -1, 'first'],
    ['f1', 1, 'last'],
    ['f2', 1, null],
    ['last', 1, undefined],
  ] as const)('gives %s a place by keys: %i leads before %s', (id, by, before) => {
    expect(nextPlace(requestsInOrder(tree, 'c', []), id, by)).toBe(before);
  });
});

describe('what the agent is told', () => {
  it('is the requests by name in an order of one’s own', () => {
    const setup = { ...newSetup(null), without: ['f1'], order: ['last', 'f2', 'f1', 'first'] };
    expect(requestOf(tree, 'w', 'c', setup)?.items).toEqual(['last', 'f2', 'first']);
  });

  it('is the whole collection when nothing is left out', () => {
    expect(requestOf(tree, 'w', 'c', newSetup('env'))).toEqual({
      workspace: 'w',
      environment: 'env',
      collection: 'c',
      folder: null,
      items: null,
      iterations: 1,
      delay_ms: 0,
      stop_on_failure: false,
      data: null,
    });
  });

  it('is a folder with its collection, and the requests that are chosen in their order', () => {
    const request = requestOf(tree, 'w', 'f', { ...newSetup(null), without: ['f1', 'gone'] });
    expect(request).toMatchObject({ collection: 'c', folder: 'f', items: ['f2'] });
  });

  it('has no environment that was deleted', () => {
    expect(requestOf(tree, 'w', 'c', newSetup('old'))?.environment).toBeNull();
    expect(requestOf(tree, 'w', 'c', newSetup('never there'))?.environment).toBeNull();
  });

  it('is nothing when no request is chosen, or the data has to be chosen again', () => {
    expect(requestOf(tree, 'w', 'empty', newSetup(null))).toBeNull();
    expect(requestOf(tree, 'w', 'f', { ...newSetup(null), without: ['f1', 'f2'] })).toBeNull();
    expect(requestOf(tree, 'w', 'f', { ...newSetup(null), data: { name: 'a.csv', text: null } })).toBeNull();
  });
});
