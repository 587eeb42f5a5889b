import { CircleAlert, Download, Play, RotateCcw, Settings2, Square, WifiOff } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { refreshValues } from '../environments/current_values';
import type { Element } from '../model/element';
import { formatDuration } from '../response/format';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { IconButton } from '../ui/IconButton';
import { Spinner } from '../ui/Spinner';
import { Tab, TabList, TabPanel, Tabs } from '../ui/Tabs';
import { useSession } from '../workspace/session';
import { cancel, saveResults, start, startFailures } from './actions';
import type { RunProgress } from './feed';
import { ResultsView } from './ResultsView';
import { countOutcomes, timesOf, type OutcomeCounts } from './results';
import type { RunSetup } from './setup';
import { RunDot, stateNames } from './RunDot';
import { SummaryView } from './SummaryView';

/** Results that the agent keeps of a run. */
const mostKept = 100_000;

interface RunViewProps {
  element: Element;
  run: string;
  setup: RunSetup;
  onChange: () => void;
}

/** A run as it goes, and what came of it. */
export function RunView({ element, run, setup, onChange }: RunViewProps) {
  const session = useSession();
  const workspace = session.workspace.id;
  const feed = session.runs.feed(run);
  const progress = useStore(feed);
  useEffect(() => feed.follow(() => refreshValues(workspace)), [feed, workspace]);
  const counts = useMemo(() => countOutcomes(progress.results), [progress.results]);
  const { news, results, isComplete, trouble, isLost } = progress;
  if (isLost && news === null) {
    return (
      <EmptyState
        icon={<RotateCcw aria-hidden />}
        title="This run is not kept any more"
        actions={
          <Button variant="primary" onPress={onChange}>
            Run it again …
          </Button>
        }
      >
        <p>Results stay until the app is closed, those of the last 20 runs.</p>
      </EmptyState>
    );
  }
  if (news === null) {
    return (
      <div className="workbench-wait">
        <Spinner label="The run is loading" />
        {trouble ? <p className="run-muted">{trouble}</p> : null}
      </div>
    );
  }
  return (
    <>
      <Progress progress={progress} counts={counts}>
        <Actions element={element} run={run} setup={setup} progress={progress} counts={counts} onChange={onChange} />
      </Progress>
      {trouble ? (
        <p className="notice notice-warning run-notice" role="status">
          <WifiOff aria-hidden /> {trouble}
        </p>
      ) : null}
      {results.length >= mostKept ? (
        <p className="notice notice-warning run-notice">
          Of a long run the first {mostKept} results are kept; the tests of those behind them are counted, too.
        </p>
      ) : null}
      {news.notice ? (
        <p className="notice notice-warning run-notice" role="status">
          <CircleAlert aria-hidden /> It was run, but {news.notice}.
        </p>
      ) : null}
      {news.error ? (
        <p className="notice notice-danger run-notice" role="alert">
          <CircleAlert aria-hidden />
          <strong>{news.error.message}</strong> {news.error.hint}
        </p>
      ) : null}
      <Tabs defaultSelectedKey="results">
        <TabList label="Parts of the run">
          <Tab id="results" badge={results.length || null}>
            Results
          </Tab>
          <Tab id="summary">Summary</Tab>
        </TabList>
        <TabPanel id="results">
          <ResultsView
            key={run}
            results={results}
            counts={counts}
            iterations={news.iterations}
            isGrowing={!isComplete}
          />
        </TabPanel>
        <TabPanel id="summary">
          <SummaryView results={results} totals={news.totals} />
        </TabPanel>
      </Tabs>
    </>
  );
}

interface ProgressProps {
  progress: RunProgress;
  counts: OutcomeCounts;
  children: ReactNode;
}

/** How far it is: a bar, and the numbers. */
function Progress({ progress: { news, results }, counts, children }: ProgressProps) {
  const times = useMemo(() => timesOf(results), [results]);
  if (!news) return null;
  const { state, totals } = news;
  const total = news.items * news.iterations;
  const share = (count: number) => ({ width: `${total === 0 ? 0 : (count / total) * 100}%` });
  const passedTests = totals.tests - totals.failed_tests - totals.skipped_tests;
  const facts: [string, string, string?][] = [
    ['Requests', state === 'running' ? `${results.length} of ${total}` : String(results.length)],
    ['Failed', String(counts.failed), counts.failed > 0 ? 'run-bad' : ''],
    ['Tests passed', `${passedTests} of ${totals.tests - totals.skipped_tests}`],
    ...(totals.failed_tests > 0
      ? [['Tests failed', String(totals.failed_tests), 'run-bad'] as [string, string, string]]
      : []),
    ['Duration', formatDuration(totals.duration_ms)],
    ['On average', times ? formatDuration(times.average) : '–'],
  ];
  return (
    <section className="run-progress" aria-label="Progress">
      <div className="run-head">
        <span className="run-state" role="status">
          {state === 'running' ? <Spinner label="Running" /> : <RunDot state={state} failures={counts.failed} />}
          {stateNames[state]}
          {state === 'done' ? (counts.failed > 0 ? `, ${counts.failed} failed` : ', all passed') : ''}
        </span>
        {children}
      </div>
      <div
        className="run-bar"
        role="progressbar"
        aria-label="Requests that are done"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={results.length}
      >
        <span className="run-bar-passed" style={share(counts.passed)} />
        <span className="run-bar-failed" style={share(counts.failed)} />
        <span className="run-bar-skipped" style={share(counts.skipped)} />
      </div>
      <dl className="run-facts">
        {facts.map(([name, value, tone = '']) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={tone}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface ActionsProps extends RunViewProps {
  progress: RunProgress;
  counts: OutcomeCounts;
}

function Actions({ element, run, setup, progress, counts, onChange }: ActionsProps) {
  const session = useSession();
  const [isBusy, setIsBusy] = useState(false);
  const once = (action: Promise<unknown>) => {
    setIsBusy(true);
    void action.finally(() => setIsBusy(false));
  };
  const isRunning = progress.news?.state === 'running';
  const main = useRef<HTMLButtonElement>(null);
  // The button that had the focus is not there any more.
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus();
  }, [isRunning]);
  if (isRunning) {
    return (
      <Button ref={main} isDisabled={isBusy} onPress={() => once(cancel(run))}>
        <Square aria-hidden /> Cancel
      </Button>
    );
  }
  return (
    <>
      <IconButton label="Save the results as JSON" onPress={() => saveResults(element.name, run, progress)}>
        <Download aria-hidden />
      </IconButton>
      <Button variant="quiet" onPress={onChange}>
        <Settings2 aria-hidden /> Change …
      </Button>
      {counts.failed > 0 ? (
        <Button isDisabled={isBusy} onPress={() => once(startFailures(session, element.id, setup, progress))}>
          <RotateCcw aria-hidden /> Run failures only
        </Button>
      ) : null}
      <Button ref={main} variant="primary" isDisabled={isBusy} onPress={() => once(start(session, element.id, setup))}>
        <Play aria-hidden /> Run again
      </Button>
    </>
  );
}
