import { CircleAlert, SquareArrowOutUpRight } from 'lucide-react';
import type { RunResult } from '../model/run';
import { formatDuration, formatSize, statusKind } from '../response/format';
import { ConsoleView, TestsView } from '../response/views';
import { openElement } from '../tabs/actions';
import { Button } from '../ui/Button';
import { Method } from '../ui/Method';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';

const unchanged = { environment: [], collection: [], globals: [] };

/** One request of a run: how it was answered, its tests, what it printed. */
export function ResultDetail({ result, isOneOfMany }: { result: RunResult; isOneOfMany: boolean }) {
  const session = useSession();
  const element = useTree(session.workspace.id).byId.get(result.item);
  const { name, path, method, url, status, reason, time_ms: time, size, error, console: lines, iteration } = result;
  return (
    <article className="run-result" aria-label={name}>
      <header>
        <p className="run-muted">{[...path, ...(isOneOfMany ? [`Iteration ${iteration + 1}`] : [])].join(' / ')}</p>
        <h2>{name}</h2>
        {element?.trashed === null ? (
          <Button size="small" onPress={() => openElement(session, element, true)}>
            <SquareArrowOutUpRight aria-hidden /> Open
          </Button>
        ) : null}
      </header>
      <p className="run-url">
        <Method method={method} /> <code>{url}</code>
      </p>
      <p className="status-line">
        {status === null ? null : (
          <>
            <span className={`status status-${statusKind(status)}`}>
              {status} {reason}
            </span>
            <span className="status-fact">{formatDuration(time)}</span>
            <span className="status-fact">{formatSize(size)}</span>
          </>
        )}
        {status === null && !error ? <span className="run-muted">It was not sent.</span> : null}
      </p>
      {error ? (
        <div className="failure">
          <CircleAlert aria-hidden />
          <div>
            <h3 className="failure-title">{error.message}</h3>
            {error.hint ? <p className="failure-hint">{error.hint}</p> : null}
          </div>
        </div>
      ) : null}
      <h3 className="ui-label">Tests</h3>
      {result.tests.length + result.script_errors.length > 0 ? (
        <TestsView result={result} />
      ) : (
        <p className="run-muted">It has none.</p>
      )}
      <h3 className="ui-label">Console</h3>
      {lines.length > 0 ? (
        <ConsoleView lines={lines} changed={unchanged} />
      ) : (
        <p className="run-muted">Nothing was printed.</p>
      )}
    </article>
  );
}
