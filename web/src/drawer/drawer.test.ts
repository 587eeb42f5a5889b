import { expect, test } from 'vitest';
import { drawer, panesOf, toggleDrawer } from './drawer';

test('the same key opens and closes, another one changes what is shown', () => {
  drawer.set(null);
  toggleDrawer('comments');
  expect(drawer.get()).toBe('comments');
  toggleDrawer('versions');
  expect(drawer.get()).toBe('versions');
  toggleDrawer('versions');
  expect(drawer.get()).toBeNull();
});

test.each([
  { kind: 'request', isNew: false, panes: ['documentation', 'comments', 'versions'] },
  { kind: 'request', isNew: true, panes: ['documentation'] },
  { kind: 'environment', isNew: false, panes: ['comments', 'versions'] },
] as const)('a $kind (new: $isNew) has $panes', ({ kind, isNew, panes }) => {
  expect(panesOf({ kind, isNew })).toEqual(panes);
});
