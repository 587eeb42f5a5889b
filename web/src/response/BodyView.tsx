import { Copy, Download, Search, WrapText } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { CodeEditor, type CodeEditorHandle } from '../editor/CodeEditor';
import { indentJson } from '../editor/json';
import { languageOf } from '../editor/languages';
import type { SentBody } from '../model/send';
import { Button, EmptyState, IconButton, Spinner, toast } from '../ui';
import { Segmented } from '../request/parts/Segmented';
import { formatSize } from './format';
import { HexView } from './HexView';
import { LargeText } from './LargeText';
import { HtmlPreview, ImagePreview } from './Preview';

type Mode = 'pretty' | 'raw' | 'preview' | 'image' | 'hex';

const kLabels: Record<Mode, string> = { pretty: 'Pretty', raw: 'Raw', preview: 'Preview', image: 'Image', hex: 'Hex' };

export type LoadBody = ((id: string) => Promise<Uint8Array>) | undefined;

interface BodyViewProps {
  body: SentBody;
  loadBody: LoadBody;
}

const isImage = (type: string) =>
  /^image\/(png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon|svg\+xml)/i.test(type);
const isText = (type: string) =>
  /^text\/|[/+](json|xml)|javascript|ecmascript|graphql|x-www-form-urlencoded|yaml|csv/i.test(type);

function modesFor(body: SentBody): readonly Mode[] {
  if (isImage(body.content_type)) return ['image', 'hex'];
  // A long text is shown as it came: putting it in order would take the whole of it at once.
  if (body.text === null) return isText(body.content_type) ? ['raw', 'hex'] : ['hex', 'raw'];
  return languageOf(body.content_type) === 'html' ? ['pretty', 'raw', 'preview', 'hex'] : ['pretty', 'raw', 'hex'];
}

function prettyText(text: string, type: string): string {
  const looksLikeJson = languageOf(type) === 'json' || (languageOf(type) === 'text' && /^\s*[[{]/.test(text));
  if (!looksLikeJson) return text;
  return indentJson(text) ?? text;
}

/** The body: pretty, raw, as a page, as a picture, as bytes. */
export function BodyView({ body, loadBody }: BodyViewProps) {
  const modes = modesFor(body);
  const [chosen, setChosen] = useState<Mode | null>(null);
  const mode = chosen && modes.includes(chosen) ? chosen : (modes[0] ?? 'raw');
  const [wrap, setWrap] = useState(false);
  const editor = useRef<CodeEditorHandle>(null);
  if (body.size === 0) return <EmptyState title="The response has no body" />;
  const isEditor = (mode === 'pretty' || mode === 'raw') && body.text !== null;
  return (
    <div className="body-view">
      <div className="pane-bar">
        <Segmented
          label="How the body is shown"
          options={modes.map((id) => ({ id, label: kLabels[id] }))}
          value={mode}
          onChange={setChosen}
        />
        <span className="body-type">{body.content_type.split(';')[0]}</span>
        <span className="pane-bar-space" />
        {isEditor ? (
          <>
            <IconButton size="small" label="Wrap lines" aria-pressed={wrap} onPress={() => setWrap(!wrap)}>
              <WrapText aria-hidden />
            </IconButton>
            <IconButton
              size="small"
              label="Search in the body"
              shortcut="Ctrl+F"
              onPress={() => editor.current?.search()}
            >
              <Search aria-hidden />
            </IconButton>
          </>
        ) : null}
        {body.text === null ? null : <CopyButton text={body.text} />}
        <DownloadButton body={body} loadBody={loadBody} />
      </div>
      <Shown body={body} mode={mode} loadBody={loadBody} wrap={wrap} editor={editor} />
    </div>
  );
}

interface ShownProps extends BodyViewProps {
  mode: Mode;
  wrap: boolean;
  editor: React.RefObject<CodeEditorHandle | null>;
}

function Shown({ body, mode, loadBody, wrap, editor }: ShownProps) {
  const { text, content_type: type } = body;
  const pretty = useMemo(() => (text === null || mode !== 'pretty' ? '' : prettyText(text, type)), [text, type, mode]);
  if (mode === 'preview') return <HtmlPreview html={text ?? ''} />;
  if (text !== null && (mode === 'pretty' || mode === 'raw')) {
    const language = languageOf(type);
    const isJson = language === 'text' && pretty !== text && mode === 'pretty';
    return (
      <CodeEditor
        handle={editor}
        label="Body of the response"
        readOnly
        wrap={wrap}
        value={mode === 'pretty' ? pretty : text}
        language={mode === 'raw' ? 'text' : isJson ? 'json' : language}
      />
    );
  }
  return <WithBytes body={body} mode={mode} loadBody={loadBody} />;
}

function WithBytes({ body, mode, loadBody }: BodyViewProps & { mode: Mode }) {
  const state = useBytes(body, loadBody);
  if (state.kind === 'failed') return <EmptyState title="The body could not be fetched">{state.message}</EmptyState>;
  if (state.kind === 'loading') {
    return (
      <p className="body-loading">
        <Spinner label="Fetching the body" />
        Fetching {formatSize(body.size)}…
      </p>
    );
  }
  if (mode === 'image') return <ImagePreview bytes={state.bytes} type={body.content_type} />;
  if (mode === 'hex') return <HexView bytes={state.bytes} />;
  return <LargeText bytes={state.bytes} />;
}

type Bytes = { kind: 'loading' } | { kind: 'failed'; message: string } | { kind: 'there'; bytes: Uint8Array };

/** The bytes of a body: those of its text where it came with one and nothing can be fetched. */
function useBytes(body: SentBody, loadBody: LoadBody): Bytes {
  const [state, setState] = useState<Bytes>({ kind: 'loading' });
  const { id, text } = body;
  useEffect(() => {
    let isOver = false;
    const set = (next: Bytes) => {
      if (!isOver) setState(next);
    };
    if (loadBody) {
      set({ kind: 'loading' });
      loadBody(id).then(
        (bytes) => set({ kind: 'there', bytes }),
        (error: unknown) => set({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
      );
    } else if (text !== null) set({ kind: 'there', bytes: new TextEncoder().encode(text) });
    else set({ kind: 'failed', message: 'There is no way to fetch it from here.' });
    return () => {
      isOver = true;
    };
  }, [id, text, loadBody]);
  return state;
}

function CopyButton({ text }: { text: string }) {
  return (
    <IconButton
      size="small"
      label="Copy the body"
      onPress={() =>
        void navigator.clipboard.writeText(text).then(
          () => toast({ title: 'Copied', tone: 'success' }),
          () => toast({ title: 'The browser did not allow to copy', tone: 'danger' }),
        )
      }
    >
      <Copy aria-hidden />
    </IconButton>
  );
}

const kEndings: Record<string, string> = { json: 'json', xml: 'xml', html: 'html', javascript: 'js' };

function DownloadButton({ body, loadBody }: BodyViewProps) {
  const save = async () => {
    const bytes = loadBody ? await loadBody(body.id) : new TextEncoder().encode(body.text ?? '');
    const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'application/octet-stream' }));
    const link = document.createElement('a');
    link.href = url;
    const image = /^image\/(\w+)/.exec(body.content_type)?.[1];
    link.download = `response.${image ?? kEndings[languageOf(body.content_type)] ?? 'txt'}`;
    link.click();
    URL.revokeObjectURL(url);
  };
  if (!loadBody && body.text === null) return null;
  return (
    <Button
      size="small"
      variant="quiet"
      onPress={() => {
        save().catch((error: unknown) => {
          toast({
            title: 'The body could not be fetched',
            detail: error instanceof Error ? error.message : String(error),
            tone: 'danger',
          });
        });
      }}
    >
      <Download aria-hidden />
      Save
    </Button>
  );
}
