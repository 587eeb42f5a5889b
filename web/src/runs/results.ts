/** What a run brought, as it is shown: filtered, grouped by iteration, summed up. */
import type { RunResult } from '../model/run';

export type Outcome = 'passed' | 'failed' | 'skipped';
export type OutcomeFilter = 'all' | Outcome;

/** Failed: no answer, or a test or script that failed. Skipped: it was not sent, or all its tests were skipped. */
export function outcomeOf({ error, status, tests, script_errors: scriptErrors }: RunResult): Outcome {
  const hasFailed =
    error !== null || scriptErrors.length > 0 || tests.some(({ passed, skipped }) => !passed && !skipped);
  if (hasFailed) return 'failed';
  const isSkipped = status === null || (tests.length > 0 && tests.every(({ skipped }) => skipped));
  return isSkipped ? 'skipped' : 'passed';
}

export type OutcomeCounts = Record<OutcomeFilter, number>;

export function countOutcomes(results: readonly RunResult[]): OutcomeCounts {
  const counts = { all: results.length, passed: 0, failed: 0, skipped: 0 };
  for (const result of results) counts[outcomeOf(result)] += 1;
  return counts;
}

/** A row of the list of results: an iteration, or a request of one. */
export interface ResultRow {
  element: { id: string; parent: string | null };
  level: number;
  isContainer: boolean;
  isExpanded: boolean;
  iteration: number;
  /** null: of an iteration. */
  result: RunResult | null;
  /** Of an iteration: what came of its requests. */
  counts: OutcomeCounts | null;
}

const iterationId = (iteration: number) => `iteration ${iteration}`;

/** The rows that are shown; a run of one iteration has its requests at the top. `folded`: ids of iterations. */
export function resultRows(
  results: readonly RunResult[],
  iterations: number,
  filter: OutcomeFilter,
  folded: ReadonlySet<string>,
): ResultRow[] {
  const shown = filter === 'all' ? results : results.filter((result) => outcomeOf(result) === filter);
  const row = (result: RunResult, parent: string | null): ResultRow => ({
    element: { id: `result ${result.n}`, parent },
    level: parent === null ? 1 : 2,
    isContainer: false,
    isExpanded: false,
    iteration: result.iteration,
    result,
    counts: null,
  });
  if (iterations <= 1) return shown.map((result) => row(result, null));
  const groups = new Map<number, RunResult[]>();
  for (const result of shown) {
    const group = groups.get(result.iteration);
    if (group) group.push(result);
    else groups.set(result.iteration, [result]);
  }
  return [...groups].flatMap(([iteration, group]) => {
    const id = iterationId(iteration);
    const isExpanded = !folded.has(id);
    const head: ResultRow = {
      element: { id, parent: null },
      level: 1,
      isContainer: true,
      isExpanded,
      iteration,
      result: null,
      counts: countOutcomes(group),
    };
    return isExpanded ? [head, ...group.map((result) => row(result, id))] : [head];
  });
}

/** The requests that failed in any iteration, each once. */
export function failedItems(results: readonly RunResult[]): string[] {
  return [...new Set(results.filter((result) => outcomeOf(result) === 'failed').map(({ item }) => item))];
}

/** Milliseconds. */
export interface Times {
  min: number;
  average: number;
  max: number;
  /** The time that 95 of 100 were not slower than (nearest rank). */
  p95: number;
}

/** The times of the requests that were answered; null: none was. */
export function timesOf(results: readonly RunResult[]): Times | null {
  const times = results.filter(({ status }) => status !== null).map(({ time_ms: time }) => time);
  if (times.length === 0) return null;
  times.sort((a, b) => a - b);
  const at = (index: number) => times[index] ?? 0;
  return {
    min: at(0),
    average: times.reduce((sum, time) => sum + time, 0) / times.length,
    max: at(times.length - 1),
    p95: at(Math.ceil(times.length * 0.95) - 1),
  };
}

/** One request over all iterations. */
export interface ItemSummary {
  item: string;
  name: string;
  path: string[];
  method: string;
  counts: OutcomeCounts;
  times: Times | null;
}

/** Each request over all iterations, in the order of the run. */
export function summaryOf(results: readonly RunResult[]): ItemSummary[] {
  const groups = new Map<string, [RunResult, ...RunResult[]]>();
  for (const result of results) {
    const group = groups.get(result.item);
    if (group) group.push(result);
    else groups.set(result.item, [result]);
  }
  return [...groups.values()].map((group) => {
    const [{ item, name, path, method }] = group;
    return { item, name, path, method, counts: countOutcomes(group), times: timesOf(group) };
  });
}
