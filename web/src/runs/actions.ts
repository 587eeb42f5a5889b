/** What people do to runs. */
import { explain } from '../agent/problem';
import type { Element } from '../model/element';
import { openTab } from '../tabs/tabs';
import { saveFile } from '../ui/save_file';
import { toast } from '../ui/Toast';
import { treeNow } from '../workspace/elements';
import type { Session } from '../workspace/session';
import { cancelRun, startRun } from './api';
import type { RunProgress } from './feed';
import { failedItems, summaryOf, timesOf } from './results';
import { runTabId } from './run_tabs';
import { requestOf, withOnly, type RunSetup } from './setup';

/** Opens the tab in which a collection or folder is run. */
export function openRun(session: Session, { id, name }: Element): void {
  const tab = { id: runTabId(id), kind: 'run', name: `Run ${name}`, isNew: false, isPreview: false } as const;
  session.tabs.update((tabs) => openTab(tabs, tab));
}

/** Starts what was chosen. True when it runs. */
export async function start(session: Session, element: string, setup: RunSetup): Promise<boolean> {
  const request = requestOf(treeNow(session.workspace.id), session.workspace.id, element, setup);
  if (!request) {
    const { runs } = session;
    runs.put(element, { ...runs.of(element, setup.environment), setup, view: 'setup' });
    return false;
  }
  try {
    const run = await startRun(request);
    session.runs.put(element, { setup, run, view: 'run' });
    return true;
  } catch (error) {
    toast({ title: 'The run did not start', detail: explain(error), tone: 'danger' });
    return false;
  }
}

/** Runs once more, only what failed. */
export function startFailures(session: Session, element: string, setup: RunSetup, progress: RunProgress) {
  const tree = treeNow(session.workspace.id);
  return start(session, element, withOnly(tree, element, setup, failedItems(progress.results)));
}

export async function cancel(run: string): Promise<void> {
  try {
    await cancelRun(run);
  } catch (error) {
    toast({ title: 'The run was not cancelled', detail: explain(error), tone: 'danger' });
  }
}

/** Saves what came of a run as a file of JSON. */
export function saveResults(name: string, run: string, { news, results }: RunProgress): void {
  const text = JSON.stringify(
    { name, run, ...news, times: timesOf(results), summary: summaryOf(results), results },
    null,
    2,
  );
  saveFile(`${name}.run.json`, text);
}
