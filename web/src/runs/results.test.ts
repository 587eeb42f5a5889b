import { describe, expect, it } from 'vitest';
import type { RunResult } from '../model/run';
import { countOutcomes, failedItems, outcomeOf, resultRows, summaryOf, timesOf } from './results';

function result(n: number, more: Partial<RunResult> = {}): RunResult {
  return {
    n,
    iteration: 0,
    item: `r${n}`,
    name: `Request ${n}`,
    path: [],
    method: 'GET',
    url: 'http://127.0.0.1/',
    status: 200,
    reason: 'OK',
    time_ms: n,
    size: 10,
    error: null,
    tests: [],
    console: [],
    script_errors: [],
    ...more,
  };
}

const test = (passed: boolean, skipped = false) => ({ name: 't', passed, skipped, error: passed ? null : 'no' });

describe('what came of a request', () => {
  it.each([
    ['passed', 'it was answered, though with 404', { status: 404 }],
    ['passed', 'some tests were skipped, the others passed', { tests: [test(true), test(false, true)] }],
    ['failed', 'a test failed', { tests: [test(true), test(false)] }],
    ['failed', 'there was no answer', { status: null, error: { message: 'refused', hint: '' } }],
    ['failed', 'a script failed', { script_errors: [{ listen: 'test', message: 'ReferenceError' }] }],
    ['skipped', 'it was not sent', { status: null }],
    ['skipped', 'all its tests were skipped', { tests: [test(false, true)] }],
  ])('is %s when %s', (outcome, _name, more) => {
    expect(outcomeOf(result(1, more))).toBe(outcome);
  });

  it('is counted', () => {
    const results = [result(1), result(2, { status: null }), result(3, { tests: [test(false)] })];
    expect(countOutcomes(results)).toEqual({ all: 3, passed: 1, failed: 1, skipped: 1 });
  });
});

describe('the rows of results', () => {
  const failed = { tests: [test(false)] };
  const results = [
    result(1, { iteration: 0, item: 'a' }),
    result(2, { iteration: 0, item: 'b', ...failed }),
    result(3, { iteration: 1, item: 'a' }),
    result(4, { iteration: 1, item: 'b', ...failed }),
  ];
  const ids = (rows: ReturnType<typeof resultRows>) => rows.map(({ element }) => element.id);

  it('are the requests alone where there is one iteration', () => {
    expect(ids(resultRows(results.slice(0, 2), 1, 'all', new Set()))).toEqual(['result 1', 'result 2']);
  });

  it('are grouped by iteration', () => {
    const rows = resultRows(results, 2, 'all', new Set());
    expect(ids(rows)).toEqual(['iteration 0', 'result 1', 'result 2', 'iteration 1', 'result 3', 'result 4']);
    expect(rows[0]).toMatchObject({ level: 1, isContainer: true, counts: { all: 2, failed: 1 } });
    expect(rows[1]).toMatchObject({ level: 2, element: { parent: 'iteration 0' } });
  });

  it('are left out where an iteration is folded', () => {
    const rows = resultRows(results, 2, 'all', new Set(['iteration 0']));
    expect(ids(rows)).toEqual(['iteration 0', 'iteration 1', 'result 3', 'result 4']);
  });

  it('are those that the filter lets through, without iterations that have none', () => {
    expect(ids(resultRows(results, 2, 'failed', new Set()))).toEqual([
      'iteration 0',
      'result 2',
      'iteration 1',
      'result 4',
    ]);
    expect(resultRows(results, 2, 'skipped', new Set())).toEqual([]);
  });

  it('tell which requests failed, each once', () => {
    expect(failedItems(results)).toEqual(['b']);
  });

  it('are summed up by request, in the order of the run', () => {
    expect(summaryOf(results)).toMatchObject([
      { item: 'a', counts: { all: 2, failed: 0 }, times: { min: 1, average: 2, max: 3 } },
      { item: 'b', counts: { all: 2, failed: 2 }, times: { min: 2, average: 3, max: 4 } },
    ]);
  });
});

describe('times', () => {
  const timed = (...times: number[]) => times.map((time, n) => result(n, { time_ms: time }));

  it.each([
    ['one', [7], { min: 7, average: 7, max: 7, p95: 7 }],
    ['twenty', Array.from({ length: 20 }, (_time, i) => 20 - i), { min: 1, average: 10.5, max: 20, p95: 19 }],
    ['a hundred', Array.from({ length: 100 }, (_time, i) => i + 1), { min: 1, average: 50.5, max: 100, p95: 95 }],
  ])('are those of %s', (_name, times, expected) => {
    expect(timesOf(timed(...times))).toEqual(expected);
  });

  it('are of what was answered alone', () => {
    expect(timesOf([result(1), result(99, { status: null })])?.max).toBe(1);
    expect(timesOf([result(1, { status: null })])).toBeNull();
  });
});
