/** What was dropped, chosen or pasted, as the agent and the team server take it. */
import { fileToBase64 } from '../model/base64';

/** More than this is refused by the server (a file in Base64 of 64 MiB). */
export const mostBytes = 64 * 1024 * 1024;

/** A file in Base64. */
export interface EncodedFile {
  name: string;
  data: string;
}

/** Throws a sentence for people when it is too large. */
export async function encodeFile(file: File): Promise<EncodedFile> {
  if (file.size > mostBytes) throw new Error('It is larger than 64 MiB.');
  return { name: file.name, data: await fileToBase64(file) };
}

/** Members by which the documents that can be imported are known. */
const knownMembers = ['item', 'values', 'requests', 'collection', 'openapi', 'swagger', 'log'];

/** A text that was pasted, if it may be something to import: JSON, or a description of an API in YAML. */
export function pastedFile(text: string): File | null {
  const trimmed = text.trim();
  if (/^(['"]?)(openapi|swagger)\1:/m.test(trimmed) && !trimmed.startsWith('{')) {
    return new File([trimmed], 'pasted.yaml', { type: 'application/yaml' });
  }
  if (!trimmed.startsWith('{')) return null;
  try {
    const value = JSON.parse(trimmed) as Record<string, unknown>;
    const isKnown = knownMembers.some((member) => member in value);
    return isKnown ? new File([trimmed], 'pasted.json', { type: 'application/json' }) : null;
  } catch {
    return null;
  }
}
