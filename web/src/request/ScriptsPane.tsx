import { useRef, useState } from 'react';
import { CodeEditor, type CodeEditorHandle } from '../editor/CodeEditor';
import { Button, Menu, MenuItem, MenuTrigger } from '../ui';
import { completePm } from './completions';
import { scriptText, setScript } from './item';
import type { PaneProps } from './ParamsPane';
import { Segmented } from './parts/Segmented';
import './panes.css';

const kScripts = [
  { id: 'prerequest', label: 'Before the request' },
  { id: 'test', label: 'After the response' },
] as const;

type Listen = (typeof kScripts)[number]['id'];

const kSnippets: Record<Listen, readonly { label: string; code: string }[]> = {
  prerequest: [
    { label: 'Set a variable', code: "pm.environment.set('key', 'value');\n" },
    { label: 'Get a variable', code: "const value = pm.variables.get('key');\n" },
    {
      label: 'Add a header',
      code: "pm.request.headers.upsert({ key: 'X-Request-ID', value: pm.variables.replaceIn('{{$guid}}') });\n",
    },
    {
      label: 'Send another request',
      code: "pm.sendRequest('https://example.com/token', (error, response) => {\n  if (error) throw error;\n  pm.environment.set('token', response.json().token);\n});\n",
    },
  ],
  test: [
    { label: 'Status is 200', code: "pm.test('status is 200', () => {\n  pm.response.to.have.status(200);\n});\n" },
    {
      label: 'A member of the JSON body',
      code: "pm.test('has an id', () => {\n  pm.expect(pm.response.json()).to.have.property('id');\n});\n",
    },
    {
      label: 'A header',
      code: "pm.test('is JSON', () => {\n  pm.expect(pm.response.headers.get('Content-Type')).to.include('application/json');\n});\n",
    },
    {
      label: 'Fast enough',
      code: "pm.test('answers within 500 ms', () => {\n  pm.expect(pm.response.responseTime).to.be.below(500);\n});\n",
    },
    { label: 'Keep a value', code: "pm.environment.set('id', pm.response.json().id);\n" },
  ],
};

export function ScriptsPane({ item, onChange, readOnly }: PaneProps) {
  const [listen, setListen] = useState<Listen>(
    scriptText(item, 'prerequest') && !scriptText(item, 'test') ? 'prerequest' : 'test',
  );
  const editor = useRef<CodeEditorHandle>(null);
  const options = kScripts.map(({ id, label }) => ({ id, label: scriptText(item, id) ? `${label} •` : label }));
  return (
    <div className="body-pane">
      <div className="pane-bar">
        <Segmented label="Which script" options={options} value={listen} onChange={setListen} />
        <span className="pane-bar-space" />
        {readOnly ? null : (
          <MenuTrigger>
            <Button size="small" variant="quiet">
              Snippets
            </Button>
            <Menu
              aria-label="Snippets"
              placement="bottom end"
              onAction={(key) => editor.current?.insert(kSnippets[listen][Number(key)]?.code ?? '')}
            >
              {kSnippets[listen].map(({ label }, i) => (
                <MenuItem key={label} id={String(i)}>
                  {label}
                </MenuItem>
              ))}
            </Menu>
          </MenuTrigger>
        )}
      </div>
      <CodeEditor
        key={listen}
        handle={editor}
        label={listen === 'test' ? 'Script after the response' : 'Script before the request'}
        language="javascript"
        value={scriptText(item, listen)}
        variables={kNone}
        completions={completePm}
        readOnly={readOnly}
        placeholder={
          listen === 'test'
            ? "pm.test('status is 200', () => pm.response.to.have.status(200));"
            : "pm.environment.set('key', 'value');"
        }
        onChange={(text) => onChange(setScript(item, listen, text))}
      />
    </div>
  );
}

/** In scripts {{names}} are text, unless replaceIn reads them. */
const kNone: PaneProps['variables'] = [];
