import { CodeEditor } from '../editor/CodeEditor';
import { descriptionText, requestOf, setDescription, withRequest } from './item';
import type { PaneProps } from './ParamsPane';

/** What the request is for, in Markdown. */
export function DocsPane({ item, onChange, readOnly }: PaneProps) {
  const { description } = requestOf(item);
  return (
    <CodeEditor
      label="Description"
      language="text"
      wrap
      value={descriptionText(description)}
      readOnly={readOnly}
      placeholder="What this request does, what it needs, what comes back. Markdown."
      onChange={(text) => onChange(withRequest(item, { description: setDescription(description, text) }))}
    />
  );
}
