import { describe, expect, it } from 'vitest';
import { Problem } from '../agent/problem';
import type { RunNews, RunResult, RunState } from '../model/run';
import { RunFeed } from './feed';

const totals = { requests: 0, failed_requests: 0, tests: 0, failed_tests: 0, skipped_tests: 0, duration_ms: 0 };

/** A run of so many results, of which it gives so many at once; it ends once all but the last were asked for. */
function fakeRun(count: number, atOnce: number, end: RunState = 'done') {
  const asked: number[] = [];
  const read = (_id: string, after: number): Promise<RunNews> => {
    asked.push(after);
    const last = Math.min(after + atOnce, count);
    const results = Array.from({ length: last - after }, (_result, i) => ({ n: after + i + 1 }) as RunResult);
    const state = last === count ? end : 'running';
    return Promise.resolve({ state, error: null, notice: null, items: count, iterations: 1, results, last, totals });
  };
  return { read, asked };
}

const noPause = () => Promise.resolve();
const toEnd = (feed: RunFeed) => new Promise<void>((resolve) => feed.follow(resolve));
const placesOf = (feed: RunFeed) => feed.get().results.map(({ n }) => n);

describe('following a run', () => {
  it('brings each result once, in order, also those that come after its end', async () => {
    const { read, asked } = fakeRun(7, 3);
    const feed = new RunFeed('run', read, noPause);
    await toEnd(feed);
    expect(placesOf(feed)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(asked).toEqual([0, 3, 6, 7]);
    expect(feed.get()).toMatchObject({ isComplete: true, news: { state: 'done' } });
  });

  it('goes on where it stopped, when somebody looks at it again', async () => {
    const { read, asked } = fakeRun(4, 2);
    const feed = new RunFeed('run', read, () => new Promise(() => undefined));
    const stop = feed.follow(() => undefined);
    await expect.poll(() => placesOf(feed)).toEqual([1, 2]);
    stop();
    await toEnd(feed);
    expect(asked).toEqual([0, 2, 4]);
    expect(placesOf(feed)).toEqual([1, 2, 3, 4]);
  });

  it('leaves out an answer that comes after nobody looks any more', async () => {
    const { read } = fakeRun(2, 2);
    let answer = () => undefined as unknown;
    const slow = (id: string, after: number) =>
      new Promise<RunNews>((resolve) => (answer = () => void read(id, after).then(resolve)));
    const feed = new RunFeed('run', slow, noPause);
    feed.follow(() => undefined)();
    answer();
    await Promise.resolve();
    expect(placesOf(feed)).toEqual([]);
  });

  it('asks again when the agent did not answer, and says so until it does', async () => {
    const { read } = fakeRun(1, 1);
    let failures = 2;
    const told: (string | null)[] = [];
    const feed = new RunFeed(
      'run',
      (id, after) => (failures-- > 0 ? Promise.reject(new Error('no answer')) : read(id, after)),
      noPause,
    );
    feed.subscribe(() => told.push(feed.get().trouble));
    await toEnd(feed);
    expect(told.slice(0, 2)).toEqual(['no answer', 'no answer']);
    expect(feed.get().trouble).toBeNull();
    expect(placesOf(feed)).toEqual([1]);
  });

  it('stops when the agent does not know the run', async () => {
    let asked = 0;
    const feed = new RunFeed(
      'run',
      () => {
        asked += 1;
        return Promise.reject(new Problem({ type: 'about:blank', title: 'Not found', status: 404 }));
      },
      noPause,
    );
    feed.follow(() => undefined);
    await expect.poll(() => feed.get().isLost).toBe(true);
    expect(asked).toBe(1);
  });
});
