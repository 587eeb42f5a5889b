import { useCallback, useRef, type KeyboardEvent } from 'react';
import { hasCommandKey } from '../ui';
import { emptyHistory, recordEdit, redo, undo, type History } from './undo';

/** `change` for edits, and keys for Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y. */
export function useUndo<T>(
  value: T,
  onChange: (value: T) => void,
): { change: (next: T) => void; onKeyDown: (event: KeyboardEvent) => void } {
  const history = useRef<History<T>>(emptyHistory<T>());
  const change = useCallback(
    (next: T) => {
      if (next === value) return;
      history.current = recordEdit(history.current, value, performance.now());
      onChange(next);
    },
    [value, onChange],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (!hasCommandKey(event) || (key !== 'z' && key !== 'y')) return;
      // Fields that are filled in before they count, as those of dialogues, keep their own.
      if (event.target instanceof Element && event.target.closest('[data-own-undo]')) return;
      const step = key === 'y' || event.shiftKey ? redo : undo;
      const done = step(history.current, value);
      event.preventDefault();
      if (!done) return;
      history.current = done.history;
      onChange(done.value);
    },
    [value, onChange],
  );
  return { change, onKeyDown };
}
