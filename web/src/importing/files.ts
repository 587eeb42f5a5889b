/** What was dropped, chosen or pasted, as the agent and the team server take it. */

/** More than this is refused by the server (a file in Base64 of 64 MiB). */
export const mostBytes = 64 * 1024 * 1024;

/** A file in Base64. */
export interface EncodedFile {
  name: string;
  data: string;
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

/** Throws a sentence for people when it is too large. */
export async function encodeFile(file: File): Promise<EncodedFile> {
  if (file.size > mostBytes) throw new Error('It is larger than 64 MiB.');
  return { name: file.name, data: toBase64(new Uint8Array(await file.arrayBuffer())) };
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
