/** What requests did that were sent from this page, or in runs that it shows, line by line. In its memory alone. */
import type { RunResult } from '../model/run';
import type { SendResult, SentRequest } from '../model/send';
import { keptStore } from '../state/kept';
import { Store } from '../state/store';

export const levels = ['request', 'log', 'info', 'warn', 'error'] as const;
export type Level = (typeof levels)[number];

export interface Line {
  /** Counts up; unique. */
  id: number;
  at: number;
  level: Level;
  text: string;
  request: SentRequest | null;
}

export const mostLines = 5000;

export const lines = new Store<readonly Line[]>([]);
export const isConsoleOpen = keptStore('signet.console', (kept) => kept === true);

let next = 0;

/** Writes down what came of a request, in the order of the console of Postman: requests, then what scripts said. */
export function noteSend(result: SendResult, at: number): void {
  lines.update((old) => [...old, ...linesOf(result, at)].slice(-mostLines));
}

/** Something that kept a request from being sent at all. */
export function noteFailure(text: string, at: number): void {
  lines.update((old) => [...old, line(at, 'error', text)].slice(-mostLines));
}

/** By the id of the run, the last result of it that is written down: one may be read again. */
const lastOfRuns = new Map<string, number>();

/** Writes down what came of some requests of a run; each once. */
export function noteRun(run: string, results: readonly RunResult[], at: number): void {
  const last = lastOfRuns.get(run) ?? 0;
  const fresh = results.filter(({ n }) => n > last);
  const end = fresh.at(-1);
  if (!end) return;
  lastOfRuns.set(run, end.n);
  // Those that would be dropped again are not made at all.
  const added = fresh.slice(-mostLines).flatMap((result) => linesOfRun(result, at));
  lines.update((old) => [...old, ...added].slice(-mostLines));
}

export function linesOfRun(result: RunResult, at: number): Line[] {
  const { name, iteration, method, url, status, time_ms, error, script_errors } = result;
  const where = `${name}, iteration ${iteration + 1}`;
  const outcome = error ? error.message : status === null ? 'not sent' : `${status} · ${Math.round(time_ms)} ms`;
  return [
    line(at, error ? 'error' : 'request', `${method} ${url} → ${outcome} (${where})`.trim()),
    ...result.console.map(({ level, text, at_ms }) => line(at_ms ?? at, levelOf(level), text)),
    ...script_errors.map(({ listen, message }) => line(at, 'error', `${listen} script of ${where}: ${message}`.trim())),
  ];
}

export function linesOf(result: SendResult, at: number): Line[] {
  return [
    ...result.requests.map((request) => line(at, request.error ? 'error' : 'request', summaryOf(request), request)),
    ...result.console.map(({ level, text, at_ms }) => line(at_ms ?? at, levelOf(level), text)),
    ...result.script_errors.map(({ listen, message, line: row }) =>
      line(at, 'error', `${listen} script${row ? `, line ${row}` : ''}: ${message}`),
    ),
    ...(result.error ? [line(at, 'error', `${result.error.message} ${result.error.hint}`.trim())] : []),
  ];
}

function line(at: number, level: Level, text: string, request: SentRequest | null = null): Line {
  next += 1;
  return { id: next, at, level, text, request };
}

function levelOf(level: string): Level {
  if (level === 'warning') return 'warn';
  return levels.find((one) => one === level) ?? 'log';
}

function summaryOf({ method, url, status, error, timings, from_script }: SentRequest): string {
  const outcome = error ? error.message : `${status ?? ''} · ${Math.round(timings.total)} ms`;
  return `${method} ${url} → ${outcome}${from_script ? ' (sent by a script)' : ''}`;
}

export interface ShownRow {
  key: string;
  line: Line;
  /** Null: the line itself; else a line of what it unfolds to. */
  detail: string | null;
}

/** The rows of the lines that are asked for: texts of several lines, and unfolded requests, take several. */
export function rowsOf(
  all: readonly Line[],
  level: Level | 'all',
  search: string,
  unfolded: ReadonlySet<number>,
): ShownRow[] {
  const wanted = search.trim().toLowerCase();
  return all.flatMap((one) => {
    if (level !== 'all' && one.level !== level) return [];
    if (wanted !== '' && !one.text.toLowerCase().includes(wanted)) return [];
    const [, ...further] = one.text.split('\n');
    const details = [...further, ...(one.request && unfolded.has(one.id) ? detailsOf(one.request) : [])];
    return [
      { key: `${one.id}`, line: one, detail: null },
      ...details.map((detail, i) => ({ key: `${one.id}.${i}`, line: one, detail })),
    ];
  });
}

export function detailsOf(request: SentRequest): string[] {
  const { request_headers, response_headers, redirects, http_version, status, reason, request_body } = request;
  return [
    ...redirects.map(({ method, url, status: code }) => `Redirect ${code}: ${method} ${url}`),
    'Request headers',
    ...request_headers.map(({ name, value }) => `  ${name}: ${value}`),
    ...(request_body.size > 0 ? [`Request body, ${request_body.size} bytes`] : []),
    ...(request_body.text
      ? request_body.text
          .slice(0, 4096)
          .split('\n')
          .map((text) => `  ${text}`)
      : []),
    ...(status === null ? [] : [`Response HTTP/${http_version} ${status} ${reason}`]),
    ...response_headers.map(({ name, value }) => `  ${name}: ${value}`),
  ];
}

/** As text, to be pasted elsewhere. */
export function textOf(rows: readonly ShownRow[]): string {
  return rows
    .map(({ line: { at, level, text }, detail }) =>
      detail === null ? `${new Date(at).toISOString()} ${level} ${text.split('\n')[0] ?? ''}` : `    ${detail}`,
    )
    .join('\n');
}
