/** What was dropped, chosen or pasted, as the team server takes it. */
import { importFile, type ImportResult } from '../workspace/api';

/** More than this is refused by the server (a file in Base64 of 64 MiB). */
export const mostBytes = 64 * 1024 * 1024;

export interface ImportedFile {
  name: string;
  /** null: it was refused, and `error` says why. */
  result: ImportResult | null;
  error: string | null;
}

/** Base64, in pieces, so that large files do not fill the stack. */
export function toBase64(bytes: Uint8Array): string {
  const piece = 0x6000; // of three bytes each: no padding within
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += piece) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(i, i + piece))));
  }
  return parts.join('');
}

export async function importOne(
  workspace: string,
  file: File,
  explain: (error: unknown) => string,
): Promise<ImportedFile> {
  const { name } = file;
  if (file.size > mostBytes) return { name, result: null, error: 'It is larger than 64 MiB.' };
  try {
    const data = toBase64(new Uint8Array(await file.arrayBuffer()));
    return { name, result: await importFile(workspace, name, data), error: null };
  } catch (error) {
    return { name, result: null, error: explain(error) };
  }
}

/** A text that was pasted, if it may be something to import: JSON of a collection or an environment. */
export function pastedFile(text: string): File | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return null;
  try {
    const value = JSON.parse(trimmed) as Record<string, unknown>;
    const isKnown = 'item' in value || 'values' in value || 'requests' in value || 'collection' in value;
    return isKnown ? new File([trimmed], 'pasted.json', { type: 'application/json' }) : null;
  } catch {
    return null;
  }
}
