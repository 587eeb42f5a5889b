import { expect, it } from 'vitest';
import type { ImportPreview, PreviewedDocument } from '../agent/api';
import { contentsOf, importedElements, isBusy, leftOut, readyOnes, withState, type Candidate } from './candidates';

const preview: ImportPreview = {
  name: 'a.json',
  documents: [],
  left_out: [{ source: 'a.json[1]', reason: 'is nothing' }],
  notices: [],
};
const reading: Candidate = { id: '1', name: 'a.json', state: 'reading' };

it.each<[Omit<PreviewedDocument, 'name' | 'source'>, string]>([
  [{ kind: 'collection', format: 'Postman', folders: 2, requests: 1 }, '2 folders, 1 request'],
  [{ kind: 'collection', format: 'OpenAPI', folders: 0, requests: 1200 }, '1,200 requests, from OpenAPI'],
  [{ kind: 'environment', format: 'Postman', variables: 1 }, '1 variable'],
  [{ kind: 'globals', format: 'Postman', variables: 0 }, '0 variables'],
])('says what is in %j', (document, text) => {
  expect(contentsOf({ name: 'A', source: 'a', ...document })).toBe(text);
});

it('goes from reading to what is there', () => {
  const other: Candidate = { id: '2', name: 'b.json', state: 'refused', error: 'It is empty.' };
  const file = { name: 'a.json', data: 'e30=' };
  expect(isBusy([reading, other])).toBe(true);
  const ready = withState([reading, other], '1', { state: 'ready', file, preview });
  expect(isBusy(ready)).toBe(false);
  expect(readyOnes(ready)).toEqual([{ id: '1', name: 'a.json', state: 'ready', file, preview }]);
  expect(ready.map(leftOut)).toEqual([preview.left_out, []]);
  const result = { imported: [], left_out: [], notices: [] };
  const imported = withState(ready, '1', { state: 'imported', preview, result });
  expect(importedElements(imported)).toEqual([]);
  expect(imported.map(leftOut)).toEqual([[], []]);
  expect(imported[1]).toBe(other);
});
