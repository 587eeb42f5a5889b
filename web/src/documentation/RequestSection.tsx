import { Copy } from 'lucide-react';
import { useMemo } from 'react';
import { CodeBlock } from '../editor/CodeBlock';
import { VariableText } from '../editor/VariableText';
import type { ResolvedVariable } from '../model/postman';
import { codeLanguages, generateCode } from '../request/code/generate';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { copyText } from '../ui/copy_text';
import Markdown from '../ui/Markdown';
import { Method } from '../ui/Method';
import { Select } from '../ui/Select';
import { codeLanguage, languageNow } from './code_language';
import type { AuthDoc, BodyDoc, RequestDoc } from './describe';
import { Examples } from './Examples';
import { ParamsTable } from './ParamsTable';
import type { SectionDoc } from './sections';

export interface RequestSectionProps {
  doc: Extract<SectionDoc, { kind: 'request' }>;
  variables: readonly ResolvedVariable[];
  /** On paper all is shown that is behind tabs and buttons on a screen. */
  isPaper?: boolean;
}

/** What there is to know of a request. */
export function RequestSection({ doc, variables, isPaper = false }: RequestSectionProps) {
  const { request } = doc;
  const tables = [
    ['Path variables', request.path],
    ['Query parameters', request.query],
    ['Headers', request.headers],
  ] as const;
  return (
    <>
      <Address request={request} variables={variables} />
      {request.description ? <Markdown>{request.description}</Markdown> : null}
      {request.auth ? <Auth auth={request.auth} variables={variables} /> : null}
      {tables.map(([title, rows]) => (
        <ParamsTable key={title} title={title} rows={rows} variables={variables} />
      ))}
      {request.body.kind === 'none' ? null : (
        <section>
          <h3>Body</h3>
          <Body body={request.body} variables={variables} isPaper={isPaper} />
        </section>
      )}
      {request.examples.length > 0 ? (
        <Examples examples={request.examples} variables={variables} isPaper={isPaper} />
      ) : null}
      <Code doc={doc} isPaper={isPaper} />
    </>
  );
}

function Address({ request, variables }: { request: RequestDoc; variables: readonly ResolvedVariable[] }) {
  return (
    <p className="doc-address">
      <Method method={request.method} />
      <code>{request.url ? <VariableText text={request.url} variables={variables} /> : 'No address yet'}</code>
    </p>
  );
}

/** How a request shows who sends it, and where that is said. */
export function Auth({ auth, variables }: { auth: AuthDoc; variables: readonly ResolvedVariable[] }) {
  return (
    <section>
      <h3>Authentication</h3>
      <p>
        <strong>{auth.type}</strong>
        {auth.from === null ? null : (
          <span className="doc-muted">
            , from <strong>{auth.from}</strong>
          </span>
        )}
      </p>
      {auth.params.length > 0 ? (
        <dl className="doc-pairs">
          {auth.params.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>
                  <VariableText text={value} variables={variables} />
                </code>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  );
}

interface BodyProps {
  body: BodyDoc;
  variables: readonly ResolvedVariable[];
  isPaper: boolean;
}

export function Body({ body, variables, isPaper }: BodyProps) {
  switch (body.kind) {
    case 'none':
      return null;
    case 'text':
      return <CodeBlock label="Body" language={body.language} text={body.text} isWhole={isPaper} />;
    case 'graphql':
      return (
        <>
          <CodeBlock label="Query" language="graphql" text={body.query} isWhole={isPaper} />
          {body.variables ? (
            <CodeBlock label="Variables of the query" language="json" text={body.variables} isWhole={isPaper} />
          ) : null}
        </>
      );
    case 'form':
      return <ParamsTable title={body.name} rows={body.fields} variables={variables} isInside />;
    case 'file':
      return <p>{body.name ? `The file ${body.name}` : 'A file'}</p>;
  }
}

function Code({ doc, isPaper }: { doc: RequestSectionProps['doc']; isPaper: boolean }) {
  const { item, inherited } = doc;
  const language = languageNow(useStore(codeLanguage));
  const code = useMemo(() => generateCode(item, inherited?.auth ?? null, language), [item, inherited, language]);
  return (
    <section>
      <header className="doc-part-head">
        <h3>{isPaper ? language.label : 'Code'}</h3>
        {isPaper ? null : (
          <>
            <Select
              label="Language"
              hideLabel
              size="small"
              options={codeLanguages.map(({ id, label }) => ({ id, name: label }))}
              value={language.id}
              onChange={(id) => codeLanguage.set(id)}
            />
            <Button size="small" onPress={() => void copyText(code)}>
              <Copy aria-hidden /> Copy
            </Button>
          </>
        )}
      </header>
      <CodeBlock label={`Code: ${language.label}`} language={language.colours} text={code} isWhole={isPaper} />
    </section>
  );
}
