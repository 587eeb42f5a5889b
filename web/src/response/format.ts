// Numbers as people read them.

/** "823 B", "1.4 kB", "52 MB": powers of 1000, as browsers and curl have them. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes;
  let unit = '';
  for (const next of units) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** "0.4 ms", "12 ms", "1.25 s", "1 min 5 s". */
export function formatDuration(ms: number): string {
  if (ms < 0) return '–';
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export type StatusKind = 'success' | 'redirect' | 'client' | 'server' | 'information' | 'none';

export function statusKind(status: number | null): StatusKind {
  if (status === null) return 'none';
  const kinds: readonly StatusKind[] = ['none', 'information', 'success', 'redirect', 'client', 'server'];
  return kinds[Math.floor(status / 100)] ?? 'none';
}

export function headerValue(headers: readonly { name: string; value: string }[], name: string): string | null {
  return headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value ?? null;
}
