import { expect, it } from 'vitest';
import { pastedFile } from './files';

it.each([
  ['a collection', '{"info": {}, "item": []}', true],
  ['an environment', ' {"name": "a", "values": []}', true],
  ['other JSON', '{"a": 1}', false],
  ['a list', '[1]', false],
  ['broken JSON', '{"item": ', false],
  ['text', 'hello', false],
])('knows whether %s was pasted to be imported', (_name, text, expected) => {
  expect(pastedFile(text) !== null).toBe(expected);
});
