import { useId, useState } from 'react';
import { CodeBlock } from '../editor/CodeBlock';
import { VariableText } from '../editor/VariableText';
import type { ResolvedVariable } from '../model/postman';
import { Segmented } from '../request/parts/Segmented';
import { Method } from '../ui/Method';
import { Select } from '../ui/Select';
import { Tag } from '../ui/Tag';
import type { ExampleDoc } from './describe';
import { ParamsTable } from './ParamsTable';
import { Body } from './RequestSection';

interface ExamplesProps {
  examples: readonly ExampleDoc[];
  variables: readonly ResolvedVariable[];
  isPaper: boolean;
}

/** What was asked once, and what came back: one at a time on a screen. */
export function Examples({ examples, variables, isPaper }: ExamplesProps) {
  const [at, setAt] = useState(0);
  const [part, setPart] = useState<'request' | 'response'>('response');
  const shown = examples[Math.min(at, examples.length - 1)];
  const id = useId();
  if (isPaper) {
    return examples.map((example, i) => (
      <section key={i}>
        <h3>Example: {example.name}</h3>
        <Asked example={example} variables={variables} isPaper />
        <Answer example={example} variables={variables} isPaper />
      </section>
    ));
  }
  if (!shown) return null;
  const isRequest = part === 'request' && shown.request !== null;
  return (
    <section aria-labelledby={id}>
      <header className="doc-part-head">
        <h3 id={id}>Examples</h3>
        <Select
          label="Example"
          hideLabel
          size="small"
          options={examples.map(({ name, status }, i) => ({ id: `${i}`, name: status ? `${name} (${status})` : name }))}
          value={`${examples.indexOf(shown)}`}
          onChange={(index) => setAt(Number(index))}
        />
        {shown.request ? (
          <Segmented
            label="Part of the example"
            options={[
              { id: 'request', label: 'Request' },
              { id: 'response', label: 'Response' },
            ]}
            value={part}
            onChange={setPart}
          />
        ) : null}
      </header>
      {isRequest ? (
        <Asked example={shown} variables={variables} isPaper={false} />
      ) : (
        <Answer example={shown} variables={variables} isPaper={false} />
      )}
    </section>
  );
}

interface ExampleProps {
  example: ExampleDoc;
  variables: readonly ResolvedVariable[];
  isPaper: boolean;
}

function Asked({ example: { request }, variables, isPaper }: ExampleProps) {
  if (!request) return null;
  return (
    <>
      <p className="doc-address">
        <Method method={request.method} />
        <code>
          <VariableText text={request.url} variables={variables} />
        </code>
      </p>
      <Body body={request.body} variables={variables} isPaper={isPaper} />
    </>
  );
}

function Answer({ example: { status, headers, language, body }, variables, isPaper }: ExampleProps) {
  return (
    <>
      {status ? (
        <p>
          <Tag tone={toneOf(status)}>{status}</Tag>
        </p>
      ) : null}
      {body ? (
        <CodeBlock label="Body of the response" language={language} text={body} isWhole={isPaper} />
      ) : (
        <p className="doc-muted">Without a body</p>
      )}
      <ParamsTable title="Headers of the response" rows={headers} variables={variables} isInside />
    </>
  );
}

function toneOf(status: string): 'good' | 'warning' | 'plain' {
  const [kind] = status;
  if (kind === '2') return 'good';
  return kind === '4' || kind === '5' ? 'warning' : 'plain';
}
