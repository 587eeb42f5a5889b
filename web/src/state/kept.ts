/** What the browser keeps over a reload. A storage that is full or forbidden is no reason to fail. */
import { Store } from './store';

export function readKept(name: string): unknown {
  try {
    const text = localStorage.getItem(name);
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

/** False when it could not be kept. */
export function keep(name: string, value: unknown): boolean {
  try {
    if (value === null || value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** A store that begins with what was kept, if `check` takes it, and keeps each later value. */
export function keptStore<T>(name: string, check: (kept: unknown) => T): Store<T> {
  const store = new Store(check(readKept(name)));
  store.subscribe(() => keep(name, store.get()));
  return store;
}
