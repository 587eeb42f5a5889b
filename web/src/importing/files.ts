/** What was dropped, chosen or pasted, as the team server takes it. */
import { fileToBase64 } from '../model/base64';
import { importFile, type ImportResult } from '../workspace/api';

/** More than this is refused by the server (a file in Base64 of 64 MiB). */
export const mostBytes = 64 * 1024 * 1024;

export interface ImportedFile {
  name: string;
  /** null: it was refused, and `error` says why. */
  result: ImportResult | null;
  error: string | null;
}

export async function importOne(
  workspace: string,
  file: File,
  explain: (error: unknown) => string,
): Promise<ImportedFile> {
  const { name } = file;
  if (file.size > mostBytes) return { name, result: null, error: 'It is larger than 64 MiB.' };
  try {
    const data = await fileToBase64(file);
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
