/** Files on their way into a workspace: first it is shown what is in each, then they are imported. */
import type { ImportPreview, PreviewedDocument } from '../agent/api';
import type { ImportResult } from '../workspace/api';
import type { EncodedFile } from './files';

export type Candidate = { id: string; name: string } & CandidateState;

export type CandidateState =
  | { state: 'reading' }
  | { state: 'refused'; error: string }
  | { state: 'ready'; file: EncodedFile; preview: ImportPreview }
  | { state: 'importing'; preview: ImportPreview }
  | { state: 'imported'; preview: ImportPreview; result: ImportResult };

/** The candidates with another state of one of them. */
export function withState(all: readonly Candidate[], id: string, state: CandidateState): Candidate[] {
  return all.map((one) => (one.id === id ? { id, name: one.name, ...state } : one));
}

export type Ready = Extract<Candidate, { state: 'ready' }>;

export function readyOnes(all: readonly Candidate[]): Ready[] {
  return all.filter((one): one is Ready => one.state === 'ready');
}

export function isBusy(all: readonly Candidate[]): boolean {
  return all.some(({ state }) => state === 'reading' || state === 'importing');
}

/** What came in so far. */
export function importedElements(all: readonly Candidate[]): ImportResult['imported'] {
  return all.flatMap((one) => (one.state === 'imported' ? one.result.imported : []));
}

/** What was not understood of a file, and once it is imported what could not be taken. */
export function leftOut(one: Candidate): ImportPreview['left_out'] {
  if (one.state === 'imported') return one.result.left_out;
  return 'preview' in one ? one.preview.left_out : [];
}

function counted(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : `${one}s`}`;
}

/** "3 folders, 12 requests, from OpenAPI" */
export function contentsOf({ kind, format, folders, requests, variables }: PreviewedDocument): string {
  if (kind !== 'collection') return counted(variables ?? 0, 'variable');
  const parts = [...(folders ? [counted(folders, 'folder')] : []), counted(requests ?? 0, 'request')];
  if (format !== 'Postman') parts.push(`from ${format}`);
  return parts.join(', ');
}
