import { useCallback, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Panel, PanelGroup, PanelResizeHandle } from 'react-resizable-panels';
import type { PostmanResponse } from '../model/postman';
import { ResponsePane } from '../response/ResponsePane';
import { useUndo } from '../state/use_undo';
import { hasCommandKey, Tab, TabList, TabPanel, Tabs } from '../ui';
import { ownAuth } from './auth';
import { AuthPane } from './AuthPane';
import { bodyMode } from './body';
import { BodyPane } from './BodyPane';
import { CodeDialog } from './CodeDialog';
import { ExamplesPane } from './ExamplesPane';
import { HeadersPane } from './HeadersPane';
import { headersOf, methodOf, requestOf, scriptText, settingsOf } from './item';
import { ParamsPane } from './ParamsPane';
import { ScriptsPane } from './ScriptsPane';
import { SettingsPane } from './SettingsPane';
import { newRequestMemory, type RequestMemory, type RequestTabProps } from './types';
import { pathVariables, queryParams } from './url';
import { UrlBar } from './UrlBar';
import { useDirection } from './use_direction';
import './RequestTab.css';

export { newRequestMemory, type RequestMemory, type RequestTabProps } from './types';

/** A request and its response: edits go up by `onChange`, nothing is kept here but what is shown and what can be undone. */
export function RequestTab(props: RequestTabProps) {
  const { item, onSend, onSave, sending, readOnly, variables, inheritedAuth } = props;
  const [ownMemory] = useState(newRequestMemory);
  const memory = props.memory ?? ownMemory;
  const { change, onKeyDown: onUndoKey, onFocus } = useUndo(item, props.onChange, memory);
  const [isCodeShown, setCodeShown] = useState(false);
  const [direction, turn] = useDirection();

  const latest = useRef({ item, change });
  useLayoutEffect(() => {
    latest.current = { item, change };
  });
  // The same function each time: the response is not drawn anew while the request is edited.
  const saveExample = useCallback((example: PostmanResponse) => {
    const { item: now, change: edit } = latest.current;
    edit({ ...now, response: [...(now.response ?? []), { ...example, originalRequest: requestOf(now) }] });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    onUndoKey(event);
    if (!hasCommandKey(event)) return;
    if (event.key === 'Enter' && !sending) onSend();
    else if (event.key.toLowerCase() === 's' && !event.shiftKey) {
      if (!readOnly) onSave();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="request-tab" onKeyDown={onKeyDown} onFocus={onFocus}>
      <UrlBar
        item={item}
        onChange={change}
        variables={variables}
        readOnly={readOnly}
        sending={sending}
        onSend={onSend}
        onCancel={props.onCancel}
        onSave={onSave}
        onShowCode={() => setCodeShown(true)}
        direction={direction}
        onTurn={turn}
      />
      <PanelGroup
        key={direction}
        direction={direction}
        autoSaveId={`request-and-response-${direction}`}
        className="request-parts"
      >
        <Panel defaultSize={48} minSize={15}>
          <RequestEditor {...props} memory={memory} onChange={change} />
        </Panel>
        <PanelResizeHandle className="request-divider" aria-label="Size of the response" />
        <Panel defaultSize={52} minSize={15}>
          <ResponsePane
            result={props.result}
            sending={sending}
            onCancel={props.onCancel}
            loadBody={props.loadBody}
            memory={memory}
            onSaveExample={readOnly ? undefined : saveExample}
          />
        </Panel>
      </PanelGroup>
      {isCodeShown ? (
        <CodeDialog item={item} inherited={inheritedAuth?.auth ?? null} onClose={() => setCodeShown(false)} />
      ) : null}
    </div>
  );
}

const sent = (rows: readonly { disabled?: boolean }[]) => rows.filter((row) => !row.disabled).length || null;

function RequestEditor(props: RequestTabProps & { memory: RequestMemory }) {
  const { item, onChange, variables, readOnly, inheritedAuth, memory } = props;
  const request = requestOf(item);
  const hasBody = bodyMode(item) !== 'none';
  const [tab, setTab] = useState(() => memory.part ?? (hasBody && methodOf(item) !== 'GET' ? 'body' : 'params'));
  const pane = { item, onChange, variables, readOnly };
  return (
    <Tabs
      selectedKey={tab}
      onSelectionChange={(key) => {
        memory.part = String(key);
        setTab(memory.part);
      }}
    >
      <TabList label="Parts of the request">
        <Tab id="params" badge={sent([...queryParams(request.url), ...pathVariables(request.url)])}>
          Params
        </Tab>
        <Tab id="headers" badge={sent(headersOf(request))}>
          Headers
        </Tab>
        <Tab id="body" badge={hasBody ? '•' : null}>
          Body
        </Tab>
        <Tab id="auth" badge={ownAuth(item) ? '•' : null}>
          Auth
        </Tab>
        <Tab id="scripts" badge={scriptText(item, 'test') || scriptText(item, 'prerequest') ? '•' : null}>
          Scripts
        </Tab>
        <Tab id="settings" badge={Object.keys(settingsOf(item)).length || null}>
          Settings
        </Tab>
        <Tab id="examples" badge={(item.response ?? []).length || null}>
          Examples
        </Tab>
      </TabList>
      <TabPanel id="params">
        <ParamsPane {...pane} />
      </TabPanel>
      <TabPanel id="headers">
        <HeadersPane {...pane} />
      </TabPanel>
      <TabPanel id="body">
        <BodyPane {...pane} />
      </TabPanel>
      <TabPanel id="auth">
        <AuthPane {...pane} inherited={inheritedAuth} />
      </TabPanel>
      <TabPanel id="scripts">
        <ScriptsPane {...pane} />
      </TabPanel>
      <TabPanel id="settings">
        <SettingsPane {...pane} />
      </TabPanel>
      <TabPanel id="examples">
        <ExamplesPane {...pane} />
      </TabPanel>
    </Tabs>
  );
}
