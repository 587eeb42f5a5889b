import { useMemo } from 'react';
import type { RunResult, RunTotals } from '../model/run';
import { formatDuration, formatSize } from '../response/format';
import { Method } from '../ui/Method';
import { summaryOf, timesOf, type Times } from './results';

const mostShown = 500;

/** The run in numbers: all of it, and each request over all iterations. */
export function SummaryView({ results, totals }: { results: readonly RunResult[]; totals: RunTotals }) {
  const times = useMemo(() => timesOf(results), [results]);
  const items = useMemo(() => summaryOf(results), [results]);
  const size = results.reduce((sum, result) => sum + result.size, 0);
  const facts: [string, string][] = [
    ['Fastest', durationOf(times?.min)],
    ['Average', durationOf(times?.average)],
    ['95 % within', durationOf(times?.p95)],
    ['Slowest', durationOf(times?.max)],
    ['Received', formatSize(size)],
    ['Tests skipped', String(totals.skipped_tests)],
    ['Duration', formatDuration(totals.duration_ms)],
  ];
  return (
    <div className="run-summary">
      <dl className="run-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <table>
        <thead>
          <tr>
            <th scope="col">Request</th>
            {['Runs', 'Failed', 'Fastest', 'Average', '95 %', 'Slowest'].map((name) => (
              <th key={name} scope="col" className="run-number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.slice(0, mostShown).map(({ item, name, path, method, counts, times: own }) => (
            <tr key={item}>
              <th scope="row">
                <Method method={method} compact />
                {path.length > 0 ? <span className="run-muted">{path.join(' / ')} / </span> : null}
                {name}
              </th>
              <td>{counts.all}</td>
              <td className={counts.failed > 0 ? 'run-bad' : ''}>{counts.failed}</td>
              {(['min', 'average', 'p95', 'max'] satisfies (keyof Times)[]).map((key) => (
                <td key={key}>{durationOf(own?.[key])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {items.length > mostShown ? (
        <p className="run-muted">
          The first {mostShown} requests; the file of the results has all {items.length}.
        </p>
      ) : null}
    </div>
  );
}

function durationOf(ms: number | undefined): string {
  return ms === undefined ? '–' : formatDuration(ms);
}
