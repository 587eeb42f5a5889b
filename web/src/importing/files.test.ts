import { expect, it } from 'vitest';
import { pastedFile, toBase64 } from './files';

it.each([0, 1, 2, 3, 0x5fff, 0x6000, 0x6001, 200_000])('writes %i bytes as Base64', (count) => {
  const bytes = Uint8Array.from({ length: count }, (_, i) => (i * 7) % 256);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
});

it.each([
  ['a collection', '{"info": {}, "item": []}', true],
  ['an environment', ' {"name": "a", "values": []}', true],
  ['a description of an API', '{"openapi": "3.1.0"}', true],
  ['a description in YAML', '# ours\nopenapi: 3.1.0\ninfo: {}', true],
  ['a recording', '{"log": {"entries": []}}', true],
  ['YAML of another kind', 'name: openapi\n  openapi: 3', false],
  ['other JSON', '{"a": 1}', false],
  ['a list', '[1]', false],
  ['broken JSON', '{"item": ', false],
  ['text', 'hello', false],
])('knows whether %s was pasted to be imported', (_name, text, expected) => {
  expect(pastedFile(text) !== null).toBe(expected);
});
