import { expect, it } from 'vitest';
import { pastedFile } from './files';

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
