// A body as bytes: rows of a hex dump, and lines of a text that is too long to be read as a whole.

export const kBytesPerRow = 16;

export interface HexRow {
  offset: string;
  hex: string;
  text: string;
}

export function hexRow(bytes: Uint8Array, row: number): HexRow {
  const from = row * kBytesPerRow;
  const part = Array.from(bytes.subarray(from, from + kBytesPerRow));
  const cells = part.map((byte) => byte.toString(16).padStart(2, '0'));
  while (cells.length < kBytesPerRow) cells.push('  ');
  return {
    offset: from.toString(16).padStart(8, '0'),
    hex: `${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}`,
    text: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
  };
}

export const hexRowCount = (bytes: Uint8Array) => Math.ceil(bytes.length / kBytesPerRow);

/** Lines longer than this are shown in parts: a body of one line has rows, too. */
export const kMostPerRow = 240;

/** Where the rows of a text begin, and its line numbers; rows end at line breaks, or after kMostPerRow bytes. */
export interface LineIndex {
  starts: Uint32Array;
  /** The number of the line, from 1, that row i belongs to. */
  lines: Uint32Array;
}

const kNewline = 10;
const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

export function indexLines(bytes: Uint8Array): LineIndex {
  let starts = new Uint32Array(1024);
  let lines = new Uint32Array(1024);
  let count = 0;
  const add = (at: number, line: number) => {
    if (count === starts.length) {
      starts = grown(starts);
      lines = grown(lines);
    }
    starts[count] = at;
    lines[count++] = line;
  };
  let line = 1;
  // Looked for once a line, however many rows it makes.
  let newline = bytes.indexOf(kNewline);
  for (let at = 0; at < bytes.length; ) {
    add(at, line);
    if (newline >= 0 && newline < at) newline = bytes.indexOf(kNewline, at);
    const lineEnd = newline < 0 ? bytes.length : newline;
    if (lineEnd <= at + kMostPerRow) {
      ++line;
      at = lineEnd + 1;
      continue;
    }
    at += kMostPerRow;
    // Never inside a character of UTF-8.
    while (isContinuation(bytes[at])) --at;
  }
  if (count === 0) add(0, 1);
  return { starts: starts.slice(0, count), lines: lines.slice(0, count) };
}

function grown(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(list.length * 2);
  next.set(list);
  return next;
}

const kDecoder = new TextDecoder('utf-8');

export function rowText(bytes: Uint8Array, index: LineIndex, row: number): string {
  const from = index.starts[row] ?? bytes.length;
  const to = index.starts[row + 1] ?? bytes.length;
  return kDecoder.decode(bytes.subarray(from, to)).replace(/\r?\n$/, '');
}

/** The row that holds the byte at `offset`. */
export function rowAt(index: LineIndex, offset: number): number {
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((index.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Offsets at which `text` stands, at most `most`. Case counts: bytes are compared. */
export function findBytes(bytes: Uint8Array, text: string, most = 10_000): number[] {
  const wanted = new TextEncoder().encode(text);
  const first = wanted[0];
  const found: number[] = [];
  if (first === undefined) return found;
  for (let at = bytes.indexOf(first); at >= 0 && found.length < most; at = bytes.indexOf(first, at + 1)) {
    let i = 1;
    while (i < wanted.length && bytes[at + i] === wanted[i]) ++i;
    if (i === wanted.length) found.push(at);
  }
  return found;
}
