import { beforeEach, describe, expect, it } from 'vitest';
import type { ElementWithContent } from '../model/element';
import { DraftStore } from './drafts';

const saved: ElementWithContent = {
  id: 'e1',
  kind: 'environment',
  parent: null,
  collection: null,
  position: 1,
  name: 'Staging',
  revision: 3,
  version: 2,
  seq: 9,
  changed: '',
  changed_by: '',
  trashed: null,
  content: { name: 'Staging', values: [{ id: 'v', key: 'token', value: null, type: 'secret' }] },
};

const edited = { name: 'Prod', values: [{ id: 'v', key: 'token', value: 'hunter2', type: 'secret' }] };

/** The page is loaded anew. */
function reloaded(store: DraftStore): DraftStore {
  store.flush();
  return new DraftStore('d/');
}

describe('drafts', () => {
  beforeEach(() => localStorage.clear());

  it('remember what they began from, over several edits', () => {
    const store = new DraftStore('d/');
    store.editElement(saved, edited);
    store.editElement({ ...saved, revision: 4, version: 3 }, { ...edited, name: 'Live' });
    expect(store.get().get('e1')?.base).toEqual({ revision: 3, version: 2, content: saved.content });
  });

  it('are gone when all is as it was', () => {
    const store = new DraftStore('d/');
    store.editElement(saved, edited);
    store.editElement(saved, structuredClone(saved.content));
    expect(store.get().size).toBe(0);
  });

  it('come back after a reload without secret values', () => {
    const store = new DraftStore('d/');
    store.editElement(saved, edited);
    const next = reloaded(store);
    expect(JSON.stringify(Object.entries(localStorage))).not.toContain('hunter2');
    next.complete(saved);
    const draft = next.get().get('e1');
    expect(draft?.content).toEqual({ ...edited, values: [{ id: 'v', key: 'token', value: null, type: 'secret' }] });
    expect(draft?.base?.content).toEqual(saved.content);
  });

  it('keep their base when the server has gone on', () => {
    const store = new DraftStore('d/');
    store.editElement(saved, edited);
    const next = reloaded(store);
    next.complete({ ...saved, revision: 8, version: 8 });
    expect(next.get().get('e1')?.base).toEqual({ revision: 3, version: 2, content: null });
  });

  it('that were dropped do not come back', () => {
    const store = new DraftStore('d/');
    store.editElement(saved, edited);
    store.flush();
    store.drop('e1');
    expect(reloaded(store).get().size).toBe(0);
  });

  it('of other workspaces are not looked at, nor is what this app has not written', () => {
    localStorage.setItem('other/e1', '{"id":"e1","kind":"request","content":{}}');
    localStorage.setItem('d/x', 'no JSON');
    localStorage.setItem('d/y', '{"id":3}');
    expect(new DraftStore('d/').get().size).toBe(0);
  });
});
