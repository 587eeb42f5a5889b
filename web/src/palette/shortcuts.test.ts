import { expect, it } from 'vitest';
import { isTyping, keysOf } from './shortcuts';

function event(key: string, rest: Partial<KeyboardEvent> = {}) {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...rest };
}

it.each([
  [event('s', { ctrlKey: true }), 'Ctrl+S'],
  [event('∫', { altKey: true, code: 'KeyN' }), 'Alt+N'],
  [event('PageDown', { altKey: true }), 'Alt+PageDown'],
  [event('?', { shiftKey: true }), '?'],
  [event('Enter', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+Enter'],
])('writes keys as shortcuts are written', (keys, expected) => {
  expect(keysOf(keys)).toBe(expected);
});

it('knows where people type', () => {
  expect(isTyping(document.createElement('textarea'))).toBe(true);
  expect(isTyping(document.createElement('div'))).toBe(false);
  expect(isTyping(null)).toBe(false);
});
