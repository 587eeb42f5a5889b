/** Which keys an event is, as shortcuts are written: "Ctrl+S", "Alt+PageDown", "?". */
import { isMac } from '../ui/platform';

type Keys = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

export function keysOf(event: Keys): string {
  const parts: string[] = [];
  if (isMac() ? event.metaKey : event.ctrlKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  // With Alt a letter may be another one (on a Mac): its place on the keyboard counts.
  const letter = event.altKey ? /^Key([A-Z])$/.exec(event.code)?.[1] : undefined;
  const isPlainSign = event.key.length === 1 && !/[a-z]/i.test(event.key);
  if (event.shiftKey && !isPlainSign) parts.push('Shift');
  parts.push(letter ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key));
  return parts.join('+');
}

/** Whether keys that are signs alone are typed into something there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
