/** Which runs a person has open: by the collection or folder that is run. */
import { noteRun } from '../console/lines';
import type { RunNews } from '../model/run';
import { keep, readKept } from '../state/kept';
import { Store } from '../state/store';
import { readRun } from './api';
import { RunFeed } from './feed';
import { newSetup, type DataFile, type RunSetup } from './setup';

export interface RunTab {
  setup: RunSetup;
  /** The id of the last run; null: none yet. */
  run: string | null;
  /** What is shown: what is to be run, or what came of it. */
  view: 'setup' | 'run';
}

export type RunTabs = ReadonlyMap<string, RunTab>;

const prefix = 'run ';

/** The id of the tab in which this collection or folder is run. */
export function runTabId(element: string): string {
  return prefix + element;
}

/** What is run in a tab of this id. */
export function runElement(tab: string): string {
  return tab.slice(prefix.length);
}

/** The runs of a workspace. Kept over a reload, but for the data: it may be large, or secret. */
export class RunTabStore extends Store<RunTabs> {
  private readonly feeds = new Map<string, RunFeed>();

  constructor(name: string) {
    super(keptRunTabs(readKept(name)));
    this.subscribe(() =>
      keep(
        name,
        [...this.get()].map(([id, tab]) => [id, withoutData(tab)]),
      ),
    );
  }

  of(element: string, environment: string | null): RunTab {
    return this.get().get(element) ?? { setup: newSetup(environment), run: null, view: 'setup' };
  }

  put(element: string, tab: RunTab): void {
    const before = this.get().get(element)?.run;
    if (before && before !== tab.run) this.feeds.delete(before);
    this.update((tabs) => new Map(tabs).set(element, tab));
  }

  /** What comes of a run; the same one each time. */
  feed(run: string): RunFeed {
    let feed = this.feeds.get(run);
    if (!feed) this.feeds.set(run, (feed = new RunFeed(run, readAndNote)));
    return feed;
  }
}

/** What comes of a run is in the console, too. */
async function readAndNote(run: string, after: number, signal: AbortSignal): Promise<RunNews> {
  const news = await readRun(run, after, signal);
  noteRun(run, news.results, Date.now());
  return news;
}

function withoutData(tab: RunTab): RunTab {
  const { data } = tab.setup;
  return data ? { ...tab, setup: { ...tab.setup, data: { name: data.name, text: null } } } : tab;
}

/** As they were kept; nothing that was not written by this app gets in. */
export function keptRunTabs(kept: unknown): RunTabs {
  const tabs = new Map<string, RunTab>();
  for (const entry of Array.isArray(kept) ? (kept as unknown[]) : []) {
    if (!Array.isArray(entry) || typeof entry[0] !== 'string') continue;
    const { setup, run, view } = (entry[1] ?? {}) as Partial<Record<keyof RunTab, unknown>>;
    const checked = keptSetup(setup);
    if (checked && (run === null || typeof run === 'string') && (view === 'setup' || view === 'run')) {
      tabs.set(entry[0], { setup: checked, run, view });
    }
  }
  return tabs;
}

function keptSetup(kept: unknown): RunSetup | null {
  const { environment, without, order, iterations, delay, stopOnFailure, data } = (kept ?? {}) as Partial<
    Record<keyof RunSetup, unknown>
  >;
  const isFine =
    (environment === null || typeof environment === 'string') &&
    Array.isArray(without) &&
    without.every((id) => typeof id === 'string') &&
    typeof iterations === 'number' &&
    typeof delay === 'number' &&
    typeof stopOnFailure === 'boolean';
  if (!isFine) return null;
  return { environment, without, order: keptOrder(order), iterations, delay, stopOnFailure, data: keptData(data) };
}

function keptOrder(kept: unknown): string[] {
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
}

function keptData(kept: unknown): DataFile | null {
  const { name } = (kept ?? {}) as Partial<DataFile>;
  return typeof name === 'string' ? { name, text: null } : null;
}
