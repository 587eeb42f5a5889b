import { beforeEach, describe, expect, it } from 'vitest';
import { keptRunTabs, RunTabStore, runElement, runTabId } from './run_tabs';
import { newSetup } from './setup';

beforeEach(() => localStorage.clear());

describe('the tabs of runs', () => {
  it('are named after what they run', () => {
    expect(runElement(runTabId('some-id'))).toBe('some-id');
  });

  it('are there again after a reload, with the run that goes on in the agent', () => {
    const setup = {
      ...newSetup('env'),
      without: ['r1'],
      order: ['r2', 'r1'],
      iterations: 3,
      delay: 20,
      stopOnFailure: true,
    };
    new RunTabStore('runs').put('c', { setup, run: 'id', view: 'run' });
    expect(new RunTabStore('runs').of('c', null)).toEqual({ setup, run: 'id', view: 'run' });
  });

  it('keep the name of the data, but not what is in it', () => {
    const setup = { ...newSetup(null), data: { name: 'users.csv', text: 'password\nhunter2' } };
    const store = new RunTabStore('runs');
    store.put('c', { setup, run: null, view: 'setup' });
    expect(store.of('c', null).setup.data?.text).toContain('hunter2');
    expect(JSON.stringify(localStorage)).not.toContain('hunter2');
    expect(new RunTabStore('runs').of('c', null).setup.data).toEqual({ name: 'users.csv', text: null });
  });

  it('begin with the environment that requests are sent with', () => {
    expect(new RunTabStore('runs').of('c', 'env').setup).toEqual(newSetup('env'));
  });

  it('have one feed for a run, and a new one for the next', () => {
    const store = new RunTabStore('runs');
    const setup = newSetup(null);
    store.put('c', { setup, run: 'a', view: 'run' });
    const feed = store.feed('a');
    expect(store.feed('a')).toBe(feed);
    store.put('c', { setup, run: 'b', view: 'run' });
    expect(store.feed('a')).not.toBe(feed);
  });

  it.each([
    ['nothing', null],
    ['text', 'x'],
    ['entries that are none', [null, 1, ['c'], ['c', null], [1, {}]]],
    ['a setup with other types', [['c', { setup: { ...newSetup(null), without: [1] }, run: null, view: 'run' }]]],
    ['another view', [['c', { setup: newSetup(null), run: null, view: 'x' }]]],
  ])('take in nothing of %s', (_name, kept) => {
    expect(keptRunTabs(kept)).toEqual(new Map());
  });
});
