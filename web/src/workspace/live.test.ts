import { expect, test } from 'vitest';
import { readMessage } from './live';

test.each([
  ['{"type":"change","seq":7,"kind":"request"}', { type: 'change', seq: 7 }],
  ['{"type":"change"}', null],
  ['{"type":"ready","last_seq":3}', { type: 'ready' }],
  ['{"type":"away"}', { type: 'away' }],
  ['{"type":"end","reason":"shutdown"}', { type: 'end' }],
  ['{"type":"something new"}', null],
  ['null', null],
  ['[]', null],
  ['not JSON', null],
  [new Uint8Array([1]), null],
])('%j is read as %j', (text, message) => {
  expect(readMessage(text)).toEqual(message);
});
