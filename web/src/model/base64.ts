/** Base64, in pieces, so that large files do not fill the stack. */
export function toBase64(bytes: Uint8Array): string {
  const piece = 0x6000; // of three bytes each: no padding within
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += piece) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(i, i + piece))));
  }
  return parts.join('');
}

export async function fileToBase64(file: File): Promise<string> {
  return toBase64(new Uint8Array(await file.arrayBuffer()));
}
