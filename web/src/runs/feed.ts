import { explain, Problem } from '../agent/problem';
import type { RunNews, RunResult } from '../model/run';
import { Store } from '../state/store';

export interface RunProgress {
  /** What the agent said last; null: nothing yet. */
  news: Omit<RunNews, 'results' | 'last'> | null;
  results: readonly RunResult[];
  /** The run is over, and all of its results are here. */
  isComplete: boolean;
  /** Why there is no news for now; it is asked again. */
  trouble: string | null;
  /** The agent does not know of the run: it was started anew, or has had many others since. */
  isLost: boolean;
}

type Read = (id: string, after: number, signal: AbortSignal) => Promise<RunNews>;

/** Results in one answer, at most. */
const fullPage = 500;
const shortPause = 150;
const longPause = 2000;

/** Follows a run in the agent, as long as somebody looks at it; what came before stays. */
export class RunFeed extends Store<RunProgress> {
  private last = 0;

  constructor(
    readonly id: string,
    private readonly read: Read,
    private readonly pause: (ms: number) => Promise<void> = wait,
  ) {
    super({ news: null, results: [], isComplete: false, trouble: null, isLost: false });
  }

  /** Returns how to stop following. `onEnd` is called when all of the run is here. */
  follow(onEnd: () => void): () => void {
    const stop = new AbortController();
    if (!this.isOver) {
      void this.keepAsking(stop.signal).then(() => {
        if (this.get().isComplete && !stop.signal.aborted) onEnd();
      });
    }
    return () => stop.abort();
  }

  private get isOver(): boolean {
    const { isComplete, isLost } = this.get();
    return isComplete || isLost;
  }

  private async keepAsking(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isOver) {
      const ms = await this.ask(signal);
      if (ms > 0) await this.pause(ms);
    }
  }

  /** One question. Returns how long to wait until the next. */
  private async ask(signal: AbortSignal): Promise<number> {
    try {
      const { last, results, ...news } = await this.read(this.id, this.last, signal);
      if (signal.aborted) return 0;
      this.last = last;
      const isRunning = news.state === 'running';
      this.update((old) => ({
        news,
        results: results.length > 0 ? [...old.results, ...results] : old.results,
        // Results come in parts: there may be more after the end.
        isComplete: !isRunning && results.length === 0,
        trouble: null,
        isLost: false,
      }));
      return isRunning && results.length < fullPage ? shortPause : 0;
    } catch (error) {
      if (signal.aborted) return 0;
      const isLost = error instanceof Problem && error.status === 404;
      this.update((old) => ({ ...old, isLost, trouble: isLost ? null : explain(error) }));
      return isLost ? 0 : longPause;
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
