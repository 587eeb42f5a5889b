import { expect, test } from 'vitest';
import { readDomains } from './domains';

test.each([
  ['', []],
  ['api.example.com', ['api.example.com']],
  ['a.example, *.b.example\nhttp://c.example:8080 ', ['a.example', '*.b.example', 'http://c.example:8080']],
])('%j is read as %j', (text, domains) => {
  expect(readDomains(text)).toEqual(domains);
});
