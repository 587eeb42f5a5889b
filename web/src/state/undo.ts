// One history of a tab: every edit of its item, whichever field it was made in.

export interface History<T> {
  past: readonly T[];
  future: readonly T[];
  /** When the last edit came, in milliseconds. */
  at: number;
}

/** Edits closer together than this are undone together, as typing a word is. */
export const kTogetherMs = 600;

/** More steps than anybody takes back. */
const kMostSteps = 200;

export function emptyHistory<T>(): History<T> {
  return { past: [], future: [], at: -Infinity };
}

/** `before` was edited at `now`. */
export function recordEdit<T>(history: History<T>, before: T, now: number): History<T> {
  if (now - history.at < kTogetherMs && history.past.length) return { past: history.past, future: [], at: now };
  return { past: [...history.past, before].slice(-kMostSteps), future: [], at: now };
}

/** The value to go back to from `current`, or null. */
export function undo<T>(history: History<T>, current: T): { history: History<T>; value: T } | null {
  const value = history.past.at(-1);
  if (value === undefined) return null;
  return {
    value,
    history: { past: history.past.slice(0, -1), future: [...history.future, current], at: -Infinity },
  };
}

export function redo<T>(history: History<T>, current: T): { history: History<T>; value: T } | null {
  const value = history.future.at(-1);
  if (value === undefined) return null;
  return {
    value,
    history: { past: [...history.past, current], future: history.future.slice(0, -1), at: -Infinity },
  };
}
