import { Check, Minus, X } from 'lucide-react';
import { useState } from 'react';
import type { ChangedVariable, ConsoleLine, SendResult, SentHeader, SentTest } from '../model/send';
import { EmptyState } from '../ui';
import { Segmented } from '../request/parts/Segmented';
import { responseCookies } from './cookies';

export function HeadersView({ title, headers }: { title: string; headers: readonly SentHeader[] }) {
  return (
    <section className="response-section" aria-label={title}>
      <h3 className="response-heading">
        {title} <span className="response-count">{headers.length}</span>
      </h3>
      <table className="response-table">
        <thead className="ui-hidden">
          <tr>
            <th>Name</th>
            <th>Value</th>
          </tr>
        </thead>
        <tbody>
          {headers.map(({ name, value, system }, i) => (
            <tr key={i} className={system ? 'is-system' : ''}>
              <th scope="row" title={system ? 'Added by Signet' : undefined}>
                {name}
              </th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function CookiesView({ headers }: { headers: readonly SentHeader[] }) {
  const cookies = responseCookies(headers);
  if (!cookies.length) return <EmptyState title="The server set no cookies" />;
  return (
    <section className="response-section" aria-label="Cookies">
      <table className="response-table has-head">
        <thead>
          <tr>
            {['Name', 'Value', 'Domain', 'Path', 'Expires', 'Flags'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cookies.map((cookie, i) => (
            <tr key={i}>
              <th scope="row">{cookie.name}</th>
              <td>{cookie.value}</td>
              <td>{cookie.domain || 'this host'}</td>
              <td>{cookie.path || '/'}</td>
              <td>{cookie.expires}</td>
              <td>
                {[
                  cookie.secure && 'Secure',
                  cookie.httpOnly && 'HttpOnly',
                  cookie.sameSite && `SameSite=${cookie.sameSite}`,
                ]
                  .filter(Boolean)
                  .join(', ') || 'none'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type TestFilter = 'all' | 'passed' | 'failed' | 'skipped';

function kindOf(test: SentTest): Exclude<TestFilter, 'all'> {
  if (test.skipped) return 'skipped';
  return test.passed ? 'passed' : 'failed';
}

const kScriptNames: Record<string, string> = {
  prerequest: 'The script before the request',
  test: 'The script after the response',
};

const kTestIcons = { passed: <Check aria-hidden />, failed: <X aria-hidden />, skipped: <Minus aria-hidden /> };

export function TestsView({ result }: { result: Pick<SendResult, 'tests' | 'script_errors'> }) {
  const [filter, setFilter] = useState<TestFilter>('all');
  const { tests, script_errors: errors } = result;
  if (!tests.length && !errors.length) {
    return (
      <EmptyState title="No tests yet">
        Write them in Scripts, “After the response”: <code>pm.test(…)</code> with <code>pm.expect(…)</code>.
      </EmptyState>
    );
  }
  const count = (kind: TestFilter) => tests.filter((test) => kind === 'all' || kindOf(test) === kind).length;
  const options = (['all', 'passed', 'failed', 'skipped'] as const)
    .filter((kind) => kind === 'all' || count(kind))
    .map((id) => ({ id, label: `${id.charAt(0).toUpperCase()}${id.slice(1)} ${count(id)}` }));
  return (
    <section className="response-section" aria-label="Tests">
      <Segmented label="Which tests" options={options} value={filter} onChange={setFilter} />
      {errors.map(({ listen, message, line }, i) => (
        <p key={i} className="notice notice-danger">
          <strong>
            {kScriptNames[listen] ?? 'A script'} failed{line ? ` on line ${line}` : ''}:
          </strong>{' '}
          {message}
        </p>
      ))}
      <ul className="test-list">
        {tests
          .filter((test) => filter === 'all' || kindOf(test) === filter)
          .map((test, i) => {
            const kind = kindOf(test);
            return (
              <li key={i} className={`test test-${kind}`}>
                <span className="test-mark">
                  {kTestIcons[kind]}
                  <span className="ui-hidden">{kind}</span>
                </span>
                <span>
                  {test.name}
                  {test.error ? <span className="test-error">{test.error}</span> : null}
                </span>
              </li>
            );
          })}
      </ul>
    </section>
  );
}

export function ConsoleView({ lines, changed }: { lines: readonly ConsoleLine[]; changed: SendResult['changed'] }) {
  const scopes: readonly [string, readonly ChangedVariable[]][] = [
    ['environment', changed.environment],
    ['collection', changed.collection],
    ['globals', changed.globals],
  ];
  const hasChanges = scopes.some(([, variables]) => variables.length);
  if (!lines.length && !hasChanges) {
    return (
      <EmptyState title="Nothing was printed">
        What scripts print with <code>console.log(…)</code> comes here, and the variables that they set.
      </EmptyState>
    );
  }
  return (
    <section className="response-section" aria-label="Console">
      {lines.length ? (
        <ol className="console">
          {lines.map(({ level, text, at_ms }, i) => (
            <li key={i} className={`console-line console-${level}`}>
              <span className="console-level">{level}</span>
              <span className="console-text">{text}</span>
              {at_ms === undefined ? null : <span className="console-time">{Math.round(at_ms)} ms</span>}
            </li>
          ))}
        </ol>
      ) : null}
      {hasChanges ? (
        <>
          <h3 className="response-heading">Variables that scripts changed</h3>
          <table className="response-table">
            <tbody>
              {scopes.flatMap(([scope, variables]) =>
                variables.map(({ key, value }) => (
                  <tr key={`${scope}/${key}`}>
                    <th scope="row">{key}</th>
                    <td>{value ?? <em>removed</em>}</td>
                    <td className="response-scope">{scope}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </>
      ) : null}
    </section>
  );
}
