/** Comma-separated values (RFC 4180). */
import type { Happening } from './happening';

/** A program for tables would run what begins like a formula, and names are anybody's: a quote before it prevents that. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function toCsv(rows: readonly Happening[]): string {
  const head = ['time', 'who', 'what', 'detail', 'from'];
  const lines = rows.map(({ at, who, what, detail, where }) => [at, who, what, detail, where]);
  return [head, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}
