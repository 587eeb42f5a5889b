import { useCallback, type KeyboardEvent } from 'react';
import { hasCommandKey } from '../ui';
import { recordEdit, redo, undo, type History } from './undo';

/**
 * `change` for edits, and keys for Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y. What is edited after the focus moved (`onFocus`) is
 * undone on its own.
 */
export function useUndo<T>(
  value: T,
  onChange: (value: T) => void,
  memory: { history: History<T> },
): { change: (next: T) => void; onKeyDown: (event: KeyboardEvent) => void; onFocus: () => void } {
  const change = useCallback(
    (next: T) => {
      if (next === value) return;
      memory.history = recordEdit(memory.history, value, performance.now());
      onChange(next);
    },
    [value, onChange, memory],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (!hasCommandKey(event) || (key !== 'z' && key !== 'y')) return;
      // Fields that are filled in before they count, as those of dialogues, keep their own.
      if (event.target instanceof Element && event.target.closest('[data-own-undo]')) return;
      const step = key === 'y' || event.shiftKey ? redo : undo;
      const done = step(memory.history, value);
      event.preventDefault();
      if (!done) return;
      memory.history = done.history;
      onChange(done.value);
    },
    [value, onChange, memory],
  );
  const onFocus = useCallback(() => {
    memory.history = { ...memory.history, at: -Infinity };
  }, [memory]);
  return { change, onKeyDown, onFocus };
}
