import { Plus, WandSparkles } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { CodeEditor } from '../editor/CodeEditor';
import { indentJson, jsonProblem } from '../editor/json';
import type { Language } from '../editor/languages';
import { LineEditor } from '../editor/LineEditor';
import type { PostmanFormParam } from '../model/postman';
import { Button, EmptyState, IconButton, Select } from '../ui';
import {
  bodyMode,
  bodyOf,
  changeBody,
  graphqlVariables,
  rawLanguage,
  rawLanguages,
  setBodyMode,
  setRawLanguage,
  type BodyMode,
} from './body';
import type { PaneProps } from './ParamsPane';
import { ParamTable } from './parts/ParamTable';
import { Segmented } from './parts/Segmented';
import './panes.css';

const kModes: readonly { id: BodyMode; label: string }[] = [
  { id: 'none', label: 'None' },
  { id: 'raw', label: 'Raw' },
  { id: 'urlencoded', label: 'Form' },
  { id: 'formdata', label: 'Multipart' },
  { id: 'graphql', label: 'GraphQL' },
  { id: 'file', label: 'File' },
];

export function BodyPane(props: PaneProps) {
  const { item, onChange, readOnly } = props;
  const mode = bodyMode(item);
  return (
    <div className="body-pane">
      <div className="pane-bar">
        <Segmented
          label="Kind of body"
          options={kModes}
          value={mode}
          isDisabled={readOnly}
          onChange={(next) => onChange(setBodyMode(item, next))}
        />
        {mode === 'raw' ? <RawTools {...props} /> : null}
      </div>
      <BodyEditor {...props} mode={mode} />
    </div>
  );
}

function RawTools({ item, onChange, readOnly }: PaneProps) {
  const language = rawLanguage(item);
  const text = bodyOf(item).raw ?? '';
  // A long text need not be read between two keys.
  const read = useDeferredValue(text);
  const problem = useMemo(() => (language === 'json' ? jsonProblem(read) : null), [language, read]);
  return (
    <>
      <Select
        label="Language"
        hideLabel
        size="small"
        variant="plain"
        isDisabled={readOnly}
        options={rawLanguages.map(({ id, label }) => ({ id, name: label }))}
        value={language}
        onChange={(next: Language) => onChange(setRawLanguage(item, next))}
      />
      <span className="pane-bar-space" />
      {problem ? (
        <span className="pane-problem" role="status">
          Line {problem.line}: {problem.message}
        </span>
      ) : null}
      {language === 'json' && !readOnly ? (
        <Button
          size="small"
          variant="quiet"
          isDisabled={problem !== null}
          onPress={() => onChange(changeBody(item, { raw: indentJson(text) ?? text }))}
        >
          <WandSparkles aria-hidden />
          Format
        </Button>
      ) : null}
    </>
  );
}

function BodyEditor(props: PaneProps & { mode: BodyMode }) {
  const { item, onChange, variables, readOnly, mode } = props;
  const body = bodyOf(item);
  switch (mode) {
    case 'none':
      return <EmptyState title="This request has no body">Choose a kind above to send one.</EmptyState>;
    case 'raw':
      return (
        <CodeEditor
          label="Body"
          language={rawLanguage(item)}
          value={body.raw ?? ''}
          variables={variables}
          readOnly={readOnly}
          onChange={(raw) => onChange(changeBody(item, { raw }))}
        />
      );
    case 'urlencoded':
      return (
        <ParamTable
          noun="Field"
          rows={body.urlencoded ?? []}
          onChange={(urlencoded) => onChange(changeBody(item, { urlencoded }))}
          variables={variables}
          readOnly={readOnly}
        />
      );
    case 'formdata':
      return <Multipart {...props} />;
    case 'graphql':
      return <GraphqlBody {...props} />;
    case 'file':
      return (
        <div className="pane-form">
          <label className="pane-label">Path of the file</label>
          <LineEditor
            variant="field"
            label="Path of the file"
            value={body.file?.src ?? ''}
            placeholder="/home/me/picture.png"
            variables={variables}
            readOnly={readOnly}
            onChange={(src) => onChange(changeBody(item, { file: { ...body.file, src } }))}
          />
          <p className="pane-help">Read from this machine when the request is sent; its bytes are not stored.</p>
        </div>
      );
  }
}

const kTextField = { type: 'text' };

const kFieldKinds = [
  { id: 'text', name: 'Text' },
  { id: 'file', name: 'File' },
] as const;

function Multipart({ item, onChange, variables, readOnly }: PaneProps) {
  return (
    <ParamTable<PostmanFormParam>
      noun="Field"
      rows={bodyOf(item).formdata ?? []}
      blank={kTextField}
      onChange={(formdata) => onChange(changeBody(item, { formdata }))}
      variables={variables}
      readOnly={readOnly}
      renderKind={(row, change) => (
        <Select
          label="Type"
          hideLabel
          size="small"
          variant="plain"
          isDisabled={readOnly}
          options={kFieldKinds}
          value={row.type === 'file' ? 'file' : 'text'}
          onChange={(type) => change({ ...row, type })}
        />
      )}
      renderValue={(row, change) =>
        row.type === 'file' ? (
          <FilePaths
            paths={Array.isArray(row.src) ? row.src : [row.src ?? '']}
            name={row.key ?? ''}
            readOnly={readOnly}
            onChange={(paths) => change({ ...row, src: paths.length > 1 ? paths : (paths[0] ?? '') })}
          />
        ) : null
      }
    />
  );
}

interface FilePathsProps {
  paths: readonly string[];
  name: string;
  readOnly: boolean;
  onChange: (paths: string[]) => void;
}

function FilePaths({ paths, name, readOnly, onChange }: FilePathsProps) {
  const shown = paths.length ? paths : [''];
  return (
    <span className="file-paths">
      {shown.map((path, i) => (
        <input
          key={i}
          className="param-input"
          aria-label={`File ${i + 1} of ${name}`}
          placeholder="Path of a file on this machine"
          value={path}
          readOnly={readOnly}
          onChange={(event) => {
            const next = shown.map((before, at) => (at === i ? event.target.value : before));
            onChange(next.filter((text, at) => text !== '' || at === i));
          }}
        />
      ))}
      {readOnly || paths.some((path) => path === '') ? null : (
        <IconButton size="small" label="Another file" onPress={() => onChange([...paths, ''])}>
          <Plus aria-hidden />
        </IconButton>
      )}
    </span>
  );
}

function GraphqlBody({ item, onChange, variables, readOnly }: PaneProps) {
  const body = bodyOf(item);
  const problem = jsonProblem(graphqlVariables(body));
  return (
    <div className="graphql-body">
      <section className="graphql-part" aria-label="Query">
        <h3 className="pane-heading">Query</h3>
        <CodeEditor
          label="Query"
          language="graphql"
          value={body.graphql?.query ?? ''}
          variables={variables}
          readOnly={readOnly}
          placeholder={'query {\n  \n}'}
          onChange={(query) => onChange(changeBody(item, { graphql: { ...body.graphql, query } }))}
        />
      </section>
      <section className="graphql-part graphql-variables" aria-label="Variables">
        <h3 className="pane-heading">
          Variables
          {problem ? <span className="pane-problem">{`Line ${problem.line}: ${problem.message}`}</span> : null}
        </h3>
        <CodeEditor
          label="Variables"
          language="json"
          value={graphqlVariables(body)}
          variables={variables}
          readOnly={readOnly}
          placeholder="{ }"
          onChange={(text) => onChange(changeBody(item, { graphql: { ...body.graphql, variables: text } }))}
        />
      </section>
    </div>
  );
}
