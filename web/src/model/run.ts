/** What the agent tells of a run of a collection. Secrets are masked in all of it. */
import type { ConsoleLine, SentError, SentTest } from './send';

export type RunState = 'running' | 'done' | 'cancelled' | 'failed';

/** One request of one iteration. */
export interface RunResult {
  /** Its place in the order of the run, from 1. */
  n: number;
  /** From 0. */
  iteration: number;
  /** The id of the request. */
  item: string;
  name: string;
  /** The names of the folders that it is in, outermost first. */
  path: string[];
  method: string;
  url: string;
  /** null: there was no answer, or it was not sent. */
  status: number | null;
  reason: string;
  time_ms: number;
  /** Of the body, in bytes. */
  size: number;
  error: SentError | null;
  tests: SentTest[];
  console: ConsoleLine[];
  script_errors: { listen: string; message: string }[];
}

export interface RunTotals {
  requests: number;
  failed_requests: number;
  tests: number;
  failed_tests: number;
  skipped_tests: number;
  duration_ms: number;
}

/** A run as it is, with the results that came since the last time. */
export interface RunNews {
  state: RunState;
  /** Why it failed: it could not start, or not go on. */
  error: SentError | null;
  /** What went otherwise than asked for; told at its end. */
  notice: string | null;
  /** Requests of one iteration. */
  items: number;
  iterations: number;
  results: RunResult[];
  /** The last result that is among these, or was before. */
  last: number;
  totals: RunTotals;
}

/** What is to be run. */
export interface RunRequest {
  workspace: string;
  environment: string | null;
  collection: string;
  folder: string | null;
  /** Only these requests, in this order; null: all, in that of the collection. */
  items: string[] | null;
  iterations: number;
  delay_ms: number;
  stop_on_failure: boolean;
  /** A row for each iteration: CSV or JSON. */
  data: { name: string; text: string } | null;
}

/** A run that the agent still knows of. */
export interface ListedRun {
  id: string;
  collection: string;
  /** The name of the one that was run; empty: all of the collection. */
  folder: string;
  name: string;
  state: RunState;
  /** ISO 8601. */
  started: string;
  totals: RunTotals;
}
