import { BookmarkPlus, CircleAlert, Lock, LockOpen, Send } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import type { PostmanResponse } from '../model/postman';
import type { SendResult, SentError, SentRequest } from '../model/send';
import { Button, EmptyState, IconButton, Keys, Spinner, Tab, TabList, TabPanel, Tabs } from '../ui';
import { BodyView, type LoadBody } from './BodyView';
import { formatDuration, formatSize, statusKind } from './format';
import { languageOf } from '../editor/languages';
import { responseCookies } from './cookies';
import { TimelineView } from './TimelineView';
import { TlsView } from './TlsView';
import { tlsFindings } from './tls_findings';
import { VisualizerView } from './Preview';
import { ConsoleView, CookiesView, HeadersView, TestsView } from './views';
import './ResponsePane.css';

interface ResponsePaneProps {
  result: SendResult | null;
  sending: boolean;
  onCancel?: (() => void) | undefined;
  loadBody?: LoadBody;
  onSaveExample?: ((example: PostmanResponse) => void) | undefined;
  /** Remembers which part was shown. */
  memory: { responsePart: string | null };
}

/** The request that the person sent: the last one that no script did. */
function mainRequest(result: SendResult): SentRequest | null {
  return result.requests.filter(({ from_script }) => !from_script).at(-1) ?? result.requests.at(-1) ?? null;
}

export const ResponsePane = memo(function ResponsePane({
  result,
  sending,
  onCancel,
  loadBody,
  onSaveExample,
  memory,
}: ResponsePaneProps) {
  if (sending) return <Sending onCancel={onCancel} />;
  if (!result) {
    return (
      <section className="response" aria-label="Response">
        <EmptyState icon={<Send aria-hidden />} title="Nothing sent yet">
          Press <Keys keys="Ctrl+Enter" /> to send. The response, its tests, timings and the TLS handshake come here.
        </EmptyState>
      </section>
    );
  }
  const request = mainRequest(result);
  if (!request) {
    return (
      <section className="response" aria-label="Response">
        <Failure error={result.error ?? { message: 'Nothing was sent', hint: 'A script skipped the request.' }} />
      </section>
    );
  }
  return (
    <section className="response" aria-label="Response">
      <Parts result={result} request={request} loadBody={loadBody} onSaveExample={onSaveExample} memory={memory} />
    </section>
  );
});

function Sending({ onCancel }: { onCancel: (() => void) | undefined }) {
  const [started] = useState(() => performance.now());
  const [now, setNow] = useState(started);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <section className="response response-sending" aria-label="Response">
      <p>
        <Spinner label="Sending" />
        Sending…
      </p>
      <span className="response-elapsed" aria-hidden>
        {formatDuration(now - started)}
      </span>
      {onCancel ? <Button onPress={onCancel}>Cancel</Button> : null}
    </section>
  );
}

function Failure({ error }: { error: SentError }) {
  return (
    <div className="failure" role="alert">
      <CircleAlert aria-hidden />
      <div>
        <h2 className="failure-title">{error.message}</h2>
        {error.hint ? <p className="failure-hint">{error.hint}</p> : null}
      </div>
    </div>
  );
}

interface PartsProps {
  result: SendResult;
  request: SentRequest;
  loadBody: LoadBody;
  onSaveExample: ResponsePaneProps['onSaveExample'];
  memory: ResponsePaneProps['memory'];
}

function Parts({ result, request, loadBody, onSaveExample, memory }: PartsProps) {
  const [shown, setTab] = useState(memory.responsePart ?? 'body');
  const tab = shown === 'visualizer' && !result.visualizer ? 'body' : shown;
  const show = (part: string) => {
    memory.responsePart = part;
    setTab(part);
  };
  const failed = result.tests.filter(({ passed, skipped }) => !passed && !skipped).length + result.script_errors.length;
  const run = result.tests.filter(({ skipped }) => !skipped);
  const cookies = responseCookies(request.response_headers).length;
  const error = request.error ?? result.error;
  const testBadge = failed ? (
    <span className="badge-bad">{failed} failed</span>
  ) : run.length ? (
    `${run.length} passed`
  ) : null;
  return (
    <Tabs selectedKey={tab} onSelectionChange={(key) => show(String(key))}>
      <TabList
        label="Parts of the response"
        end={
          <>
            <StatusLine request={request} onShowTls={() => show('tls')} onShowTimeline={() => show('timeline')} />
            {onSaveExample && request.status !== null ? (
              <IconButton size="small" label="Save as example" onPress={() => onSaveExample(exampleOf(request))}>
                <BookmarkPlus aria-hidden />
              </IconButton>
            ) : null}
          </>
        }
      >
        <Tab id="body">Body</Tab>
        {result.visualizer ? <Tab id="visualizer">Visualizer</Tab> : null}
        <Tab id="headers" badge={request.response_headers.length || null}>
          Headers
        </Tab>
        <Tab id="cookies" badge={cookies || null}>
          Cookies
        </Tab>
        <Tab id="tests" badge={testBadge}>
          Tests
        </Tab>
        <Tab id="console" badge={result.console.length || null}>
          Console
        </Tab>
        <Tab id="timeline">Timeline</Tab>
        <Tab id="tls">TLS</Tab>
      </TabList>
      <TabPanel id="body">
        {error ? <Failure error={error} /> : null}
        {request.body ? (
          <BodyView key={request.body.id} body={request.body} loadBody={loadBody} />
        ) : error ? null : (
          <EmptyState title="The response has no body" />
        )}
      </TabPanel>
      {result.visualizer ? (
        <TabPanel id="visualizer">
          <VisualizerView visualizer={result.visualizer} />
        </TabPanel>
      ) : null}
      <TabPanel id="headers">
        <HeadersView title="Response headers" headers={request.response_headers} />
        <HeadersView title="Request headers, as sent" headers={request.request_headers} />
      </TabPanel>
      <TabPanel id="cookies">
        <CookiesView headers={request.response_headers} />
      </TabPanel>
      <TabPanel id="tests">
        <TestsView result={result} />
      </TabPanel>
      <TabPanel id="console">
        <ConsoleView lines={result.console} changed={result.changed} />
      </TabPanel>
      <TabPanel id="timeline">
        <TimelineView result={result} />
      </TabPanel>
      <TabPanel id="tls">
        <TlsView tls={request.tls} url={request.url} />
      </TabPanel>
    </Tabs>
  );
}

interface StatusLineProps {
  request: SentRequest;
  onShowTls: () => void;
  onShowTimeline: () => void;
}

function StatusLine({ request, onShowTls, onShowTimeline }: StatusLineProps) {
  const { status, reason, timings, body, tls } = request;
  const isWeak = tls !== null && tlsFindings(tls, new Date()).length > 0;
  return (
    <div className="status-line">
      <span className={`status status-${statusKind(status)}`} role="status">
        {status === null ? 'Failed' : `${status} ${reason}`}
      </span>
      <button type="button" className="status-fact" title="Show the timeline" onClick={onShowTimeline}>
        {formatDuration(timings.total)}
      </button>
      {body ? (
        <span className="status-fact" title={`${body.size} bytes; ${body.wire_size} as sent`}>
          {formatSize(body.size)}
        </span>
      ) : null}
      <button
        type="button"
        className={`status-fact status-tls${isWeak ? ' is-weak' : tls ? ' is-safe' : ''}`}
        title="Show the TLS handshake"
        onClick={onShowTls}
      >
        {tls ? <Lock aria-hidden /> : <LockOpen aria-hidden />}
        {tls ? tls.protocol : 'no TLS'}
      </button>
    </div>
  );
}

/** The response as an example of the item. */
function exampleOf(request: SentRequest): PostmanResponse {
  const language = languageOf(request.body?.content_type ?? '');
  return {
    name: `${request.status ?? ''} ${request.reason}`.trim(),
    status: request.reason,
    ...(request.status === null ? {} : { code: request.status }),
    header: request.response_headers.map(({ name, value }) => ({ key: name, value })),
    body: request.body?.text ?? '',
    _postman_previewlanguage: language,
  };
}
