import { Check, ChevronRight, Minus, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Panel, PanelGroup, PanelResizeHandle } from 'react-resizable-panels';
import type { RunResult } from '../model/run';
import { Segmented } from '../request/parts/Segmented';
import { formatDuration, formatSize, statusKind } from '../response/format';
import { EmptyState } from '../ui/EmptyState';
import { Method } from '../ui/Method';
import { ResultDetail } from './ResultDetail';
import { outcomeOf, resultRows, type Outcome, type OutcomeCounts, type OutcomeFilter, type ResultRow } from './results';
import { useFolded } from '../sidebar/use_folded';
import { VirtualTree } from '../sidebar/VirtualTree';
import '../response/ResponsePane.css';

interface ResultsViewProps {
  results: readonly RunResult[];
  counts: OutcomeCounts;
  iterations: number;
  /** More results are to come. */
  isGrowing: boolean;
}

const filters: readonly { id: OutcomeFilter; name: string }[] = [
  { id: 'all', name: 'All' },
  { id: 'failed', name: 'Failed' },
  { id: 'passed', name: 'Passed' },
  { id: 'skipped', name: 'Skipped' },
];

/** Each request of the run, and beside it the one that is looked at. */
export function ResultsView({ results, counts, iterations, isGrowing }: ResultsViewProps) {
  const [filter, setFilter] = useState<OutcomeFilter>('all');
  const [folded, fold] = useFolded();
  const [chosen, setChosen] = useState<number | null>(null);
  const rows = useMemo(() => resultRows(results, iterations, filter, folded), [results, iterations, filter, folded]);
  const shown = useMemo(() => results.find(({ n }) => n === chosen), [results, chosen]);
  const look = ({ result }: ResultRow) => {
    if (result) setChosen(result.n);
  };
  return (
    <PanelGroup direction="horizontal" autoSaveId="signet.run">
      <Panel minSize={30} defaultSize={58} className="run-results">
        <div className="run-filter">
          <Segmented
            label="Which results"
            options={filters.map(({ id, name }) => ({ id, label: `${name} ${counts[id]}` }))}
            value={filter}
            onChange={setFilter}
          />
        </div>
        {rows.length > 0 ? (
          <VirtualTree
            label="Results"
            rows={rows}
            isFollowing={isGrowing}
            onAct={(row) => (row.isContainer ? fold(row.element.id, !row.isExpanded) : look(row))}
            onFold={fold}
            onFocus={look}
            attributes={({ result }) => ({ 'aria-selected': result !== null && result.n === chosen })}
            render={(row) => (row.result ? <ResultLine result={row.result} /> : <IterationLine row={row} />)}
          />
        ) : (
          <EmptyState title={isGrowing ? 'Nothing yet' : 'None of the results'}>
            {filter === 'all' ? null : <p>No request of the run has {filter}.</p>}
          </EmptyState>
        )}
      </Panel>
      <PanelResizeHandle className="handle" aria-label="Width of the results" />
      <Panel minSize={25}>
        <div className="run-detail">
          {shown ? (
            <ResultDetail key={shown.n} result={shown} isOneOfMany={iterations > 1} />
          ) : (
            <EmptyState title="What came of a request">
              <p>Choose one of the results to see its tests, what it printed and why it failed.</p>
            </EmptyState>
          )}
        </div>
      </Panel>
    </PanelGroup>
  );
}

const marks = { passed: Check, failed: X, skipped: Minus };

function ResultLine({ result }: { result: RunResult }) {
  const { name, path, method, status, time_ms: time, size, tests } = result;
  const outcome = outcomeOf(result);
  const Mark = marks[outcome];
  const counted = tests.filter(({ skipped }) => !skipped);
  const passed = counted.filter((test) => test.passed).length;
  return (
    <>
      <span className={`run-mark run-mark-${outcome}`}>
        <Mark aria-hidden />
        <span className="ui-hidden">{outcome}</span>
      </span>
      <span className="run-method">
        <Method method={method} compact />
      </span>
      <span className="run-name" title={[...path, name].join(' / ')}>
        {path.length > 0 ? <span className="run-muted">{path.join(' / ')} / </span> : null}
        {name}
      </span>
      <span className={`run-tests${passed < counted.length ? ' run-bad' : ''}`}>
        {counted.length > 0 ? `${passed}/${counted.length} tests` : ''}
      </span>
      <span className="run-status">
        <ResultStatus status={status} outcome={outcome} />
      </span>
      <span className="run-number">{status === null ? '' : formatDuration(time)}</span>
      <span className="run-number">{status === null ? '' : formatSize(size)}</span>
    </>
  );
}

function ResultStatus({ status, outcome }: { status: number | null; outcome: Outcome }) {
  if (status === null && outcome === 'skipped') return <span className="run-muted">not sent</span>;
  return <span className={`status status-${statusKind(status)}`}>{status ?? 'error'}</span>;
}

function IterationLine({ row: { iteration, isExpanded, counts } }: { row: ResultRow }) {
  return (
    <>
      <span className="tree-chevron" data-expanded={isExpanded || undefined} aria-hidden>
        <ChevronRight />
      </span>
      <strong className="run-name">Iteration {iteration + 1}</strong>
      {counts && counts.failed > 0 ? <span className="run-bad">{counts.failed} failed</span> : null}
      <span className="run-muted">{counts?.all === 1 ? '1 request' : `${counts?.all ?? 0} requests`}</span>
    </>
  );
}
