import { beforeEach, expect, it } from 'vitest';
import type { SendResult, SentRequest } from '../model/send';
import type { RunResult } from '../model/run';
import { lines, linesOf, mostLines, noteRun, noteSend, rowsOf, textOf } from './lines';

const request: SentRequest = {
  from_script: false,
  method: 'GET',
  url: 'http://shop.test/orders',
  http_version: '1.1',
  status: 200,
  reason: 'OK',
  error: null,
  request_headers: [{ name: 'Accept', value: '*/*' }],
  request_body: { text: null, size: 0 },
  response_headers: [{ name: 'Content-Type', value: 'text/plain' }],
  body: null,
  remote_address: '',
  timings: { dns: -1, connect: -1, tls: -1, first_byte: -1, download: -1, total: 12.4 },
  redirects: [],
  tls: null,
};

function result(change: Partial<SendResult>): SendResult {
  return {
    requests: [request],
    tests: [],
    console: [],
    script_errors: [],
    visualizer: null,
    changed: { environment: [], collection: [], globals: [] },
    notice: null,
    cancelled: false,
    error: null,
    ...change,
  };
}

beforeEach(() => lines.set([]));

it('tells the request, what its scripts said, and where they failed', () => {
  const told = linesOf(
    result({
      console: [{ level: 'warning', text: 'careful' }],
      script_errors: [{ listen: 'test', message: 'x is not defined', line: 3 }],
    }),
    0,
  );
  expect(told.map(({ level, text }) => `${level}: ${text}`)).toEqual([
    'request: GET http://shop.test/orders → 200 · 12 ms',
    'warn: careful',
    'error: test script, line 3: x is not defined',
  ]);
});

it('filters by level and text, and unfolds a request to its headers', () => {
  noteSend(result({ console: [{ level: 'log', text: 'first\nsecond' }] }), 0);
  const all = lines.get();
  expect(rowsOf(all, 'all', '', new Set()).map(({ detail }) => detail)).toEqual([null, null, 'second']);
  expect(rowsOf(all, 'log', '', new Set())).toHaveLength(2);
  expect(rowsOf(all, 'all', 'ORDERS', new Set())).toHaveLength(1);
  const unfolded = rowsOf(all, 'request', '', new Set(all.map(({ id }) => id)));
  expect(unfolded.map(({ detail }) => detail)).toContain('  Content-Type: text/plain');
  expect(textOf(unfolded)).toContain('request GET http://shop.test/orders');
});

it('keeps the newest lines only', () => {
  for (let i = 0; i < 3; ++i) {
    noteSend(result({ console: Array.from({ length: 2500 }, () => ({ level: 'log', text: `${i}` })) }), 0);
  }
  expect(lines.get()).toHaveLength(mostLines);
  expect(lines.get().at(-1)?.text).toBe('2');
});

function ofRun(n: number, change: Partial<RunResult> = {}): RunResult {
  return {
    n,
    iteration: 1,
    item: 'r',
    name: 'List orders',
    path: [],
    method: 'GET',
    url: 'http://shop.test/orders',
    status: 200,
    reason: 'OK',
    time_ms: 12.4,
    size: 0,
    error: null,
    tests: [],
    console: [],
    script_errors: [],
    ...change,
  };
}

it('tells of requests in runs, what their scripts said, and where they failed', () => {
  const said = { console: [{ level: 'warn', text: 'old' }], script_errors: [{ listen: 'test', message: 'Error: no' }] };
  noteRun('told', [ofRun(1, said), ofRun(2, { status: null })], 0);
  expect(lines.get().map(({ level, text }) => [level, text])).toEqual([
    ['request', 'GET http://shop.test/orders → 200 · 12 ms (List orders, iteration 2)'],
    ['warn', 'old'],
    ['error', 'test script of List orders, iteration 2: Error: no'],
    ['request', 'GET http://shop.test/orders → not sent (List orders, iteration 2)'],
  ]);
});

it('tells each result of a run once, also when it is read again', () => {
  noteRun('again', [ofRun(1), ofRun(2)], 0);
  noteRun('again', [ofRun(1), ofRun(2), ofRun(3)], 0);
  expect(lines.get()).toHaveLength(3);
});

it('keeps the last of a long run', () => {
  noteRun(
    'long',
    Array.from({ length: mostLines + 10 }, (_, i) => ofRun(i + 1, { name: `r${i + 1}` })),
    0,
  );
  expect(lines.get()).toHaveLength(mostLines);
  expect(lines.get().at(-1)?.text).toContain(`r${mostLines + 10},`);
});
