import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { CodeEditor } from '../editor/CodeEditor';
import { languageOf } from '../editor/languages';
import type { PostmanResponse } from '../model/postman';
import { EmptyState, IconButton } from '../ui';
import { headersOf } from './item';
import type { PaneProps } from './ParamsPane';
import './panes.css';

function contentType(example: PostmanResponse): string {
  const header = headersOf({ header: example.header ?? [] }).find(({ key }) => key?.toLowerCase() === 'content-type');
  return header?.value ?? (example._postman_previewlanguage === 'json' ? 'application/json' : '');
}

/** Responses that were kept, to read and for mocks. */
export function ExamplesPane({ item, onChange, readOnly }: PaneProps) {
  const examples = item.response ?? [];
  const [at, setAt] = useState(0);
  const shown = examples[Math.min(at, examples.length - 1)];
  if (!shown) {
    return (
      <EmptyState title="No examples yet">
        Send the request, then choose “Save as example” in its response. Examples document it, and mocks answer with
        them.
      </EmptyState>
    );
  }
  const set = (response: PostmanResponse[]) => onChange({ ...item, response });
  return (
    <div className="examples">
      <ul className="example-list" aria-label="Examples">
        {examples.map((example, i) => (
          <li key={i} className={`example${example === shown ? ' is-shown' : ''}`}>
            <button type="button" className="example-open" aria-pressed={example === shown} onClick={() => setAt(i)}>
              <span className={`status status-${String(example.code ?? '').charAt(0)}`}>{example.code ?? '–'}</span>
              <span className="example-name">{example.name ?? 'Example'}</span>
            </button>
            {readOnly ? null : (
              <IconButton
                size="small"
                label={`Remove ${example.name ?? 'example'}`}
                onPress={() => set(examples.filter((each) => each !== example))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <div className="example-body">
        <input
          className="ui-input"
          aria-label="Name of the example"
          value={shown.name ?? ''}
          readOnly={readOnly}
          onChange={({ target }) =>
            set(examples.map((each) => (each === shown ? { ...each, name: target.value } : each)))
          }
        />
        <CodeEditor
          label="Body of the example"
          language={languageOf(contentType(shown))}
          value={shown.body ?? ''}
          readOnly={readOnly}
          onChange={(body) => set(examples.map((each) => (each === shown ? { ...each, body } : each)))}
        />
      </div>
    </div>
  );
}
