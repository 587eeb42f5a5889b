// The phases of a request as bars on one line of time.

import type { SentTimings } from '../model/send';

export interface Phase {
  id: 'dns' | 'connect' | 'tls' | 'first_byte' | 'download';
  label: string;
  /** Milliseconds from the start, and how long. */
  from: number;
  took: number;
}

const kPhases = [
  ['dns', 'DNS lookup'],
  ['connect', 'Connection'],
  ['tls', 'TLS handshake'],
  ['first_byte', 'Waiting for the server'],
  ['download', 'Download'],
] as const;

/** Those that happened, one after the other: each ends when `timings` says, and begins where the one before it ended. */
export function phases(timings: SentTimings): Phase[] {
  let from = 0;
  return kPhases
    .filter(([id]) => timings[id] >= 0)
    .map(([id, label]) => {
      const end = Math.max(from, timings[id]);
      const phase = { id, label, from, took: end - from };
      from = end;
      return phase;
    });
}
