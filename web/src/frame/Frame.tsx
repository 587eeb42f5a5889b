import { Upload } from 'lucide-react';
import { Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import {
  disableGlobalCursorStyles,
  Panel,
  PanelGroup,
  PanelResizeHandle,
  type ImperativePanelHandle,
} from 'react-resizable-panels';
import { asking } from '../account/fresh';
import type { Account, Status } from '../agent/api';
import { explain } from '../agent/problem';
import { isConsoleOpen } from '../console/lines';
import { pastedFile } from '../importing/files';
import { mayEdit, type Workspace } from '../model/element';
import { actionsOf, type Surroundings } from '../palette/commands';
import { Palette } from '../palette/Palette';
import { isTyping, keysOf } from '../palette/shortcuts';
import { Sidebar } from '../sidebar/Sidebar';
import { useStore } from '../state/store';
import { Workbench } from '../tabs/Workbench';
import { lazyPart } from '../ui/lazy_part';
import { toast, Toasts } from '../ui/Toast';
import { useLive } from '../workspace/live';
import { useSession } from '../workspace/session';
import { ErrorBoundary } from './ErrorBoundary';
import { FactorBanner } from './FactorBanner';
import { StatusBar } from './StatusBar';
import { TopBar } from './TopBar';
import { useFileDrop } from './use_file_drop';
import { VaultBanner } from './VaultDoor';
import './Frame.css';

const ConsolePanel = lazyPart(() => import('../console/ConsolePanel'));
const ShortcutsDialog = lazyPart(() => import('../palette/ShortcutsDialog'));
const TrashDialog = lazyPart(() => import('../workspace/TrashDialog'));
const NewWorkspaceDialog = lazyPart(() => import('../workspace/NewWorkspaceDialog'));
const JoinDialog = lazyPart(() => import('../people/JoinDialog'));
const ImportDialog = lazyPart(() => import('../importing/ImportDialog'));
const CloseDialog = lazyPart(() => import('../tabs/CloseDialog'));
const ConflictDialog = lazyPart(() => import('../tabs/ConflictDialog'));
const SaveAsDialog = lazyPart(() => import('../tabs/SaveAsDialog'));
const FreshPasswordDialog = lazyPart(() => import('../account/FreshPasswordDialog'));

// They would be a style sheet of its own in the page; the handles have their cursors in Frame.css.
disableGlobalCursorStyles();

export interface FrameProps {
  status: Status;
  account: Account;
  workspaces: readonly Workspace[];
  isOffline: boolean;
}

/** All of the page once somebody is signed in and a workspace is open. */
export default function Frame({ status, account, workspaces, isOffline }: FrameProps) {
  const session = useSession();
  const sidebar = useRef<ImperativePanelHandle>(null);
  const isConsoleShown = useStore(isConsoleOpen);
  const [isFolded, setIsFolded] = useState(false);
  const around = useMemo<Surroundings>(
    () => ({
      session,
      workspaces,
      toggleSidebar: () => {
        if (sidebar.current?.isCollapsed()) sidebar.current.expand();
        else sidebar.current?.collapse();
      },
      focusSidebar: () => {
        const focus = () => document.querySelector<HTMLElement>('[role=tree]')?.focus();
        if (!sidebar.current?.isCollapsed()) return focus();
        sidebar.current.expand();
        requestAnimationFrame(focus);
      },
    }),
    [session, workspaces],
  );
  useShortcuts(around);
  useLive(session.workspace.id);
  useDraftsKept(session.drafts.flush);
  const isDropping = useFileDrop((files) => {
    if (mayEdit(session.workspace)) session.overlay.set({ kind: 'import', files });
  });
  usePasted(
    (file) => {
      if (mayEdit(session.workspace)) session.overlay.update((old) => old ?? { kind: 'import', files: [file] });
    },
    (text) => {
      if (session.overlay.get() !== null || !/^[\s$]*curl/.test(text)) return;
      // Fetched when it is needed: reading commands takes a parser.
      import('../importing/curl').then(
        ({ openCurl }) => openCurl(session, text),
        (error: unknown) => toast({ title: 'It was not pasted', detail: explain(error), tone: 'danger' }),
      );
    },
  );
  return (
    <div className="frame">
      <TopBar account={account} workspaces={workspaces} />
      <VaultBanner />
      <FactorBanner />
      <main className="frame-main">
        <PanelGroup direction="horizontal" autoSaveId="signet.frame">
          <Panel
            ref={sidebar}
            className="frame-sidebar"
            collapsible
            collapsedSize={0}
            minSize={12}
            defaultSize={21}
            maxSize={45}
            onCollapse={() => setIsFolded(true)}
            onExpand={() => setIsFolded(false)}
          >
            <div className="frame-sidebar-inside" inert={isFolded}>
              <ErrorBoundary what="the sidebar">
                <Sidebar />
              </ErrorBoundary>
            </div>
          </Panel>
          <PanelResizeHandle className="handle" aria-label="Width of the sidebar" />
          <Panel minSize={30}>
            <PanelGroup direction="vertical" autoSaveId="signet.console">
              <Panel id="work" order={1} minSize={20}>
                <Workbench />
              </Panel>
              {isConsoleShown ? (
                <>
                  <PanelResizeHandle className="handle" aria-label="Height of the console" />
                  <Panel id="console" order={2} minSize={12} defaultSize={30}>
                    <ErrorBoundary what="the console">
                      <Suspense fallback={null}>
                        <ConsolePanel />
                      </Suspense>
                    </ErrorBoundary>
                  </Panel>
                </>
              ) : null}
            </PanelGroup>
          </Panel>
        </PanelGroup>
      </main>
      <StatusBar status={status} account={account} isOffline={isOffline} />
      <Overlays around={around} />
      <Toasts />
      {isDropping ? (
        <div className="drop-veil">
          <Upload aria-hidden />
          Let go to import into {session.workspace.name}
        </div>
      ) : null}
    </div>
  );
}

function Overlays({ around }: { around: Surroundings }) {
  const { session } = around;
  const overlay = useStore(session.overlay);
  const conflict = useStore(session.conflict);
  const answer = useStore(asking);
  const close = () => session.overlay.set(null);
  return (
    <>
      <Over key={overlay?.kind} onClose={close}>
        {overlay?.kind === 'palette' ? <Palette around={around} onClose={close} /> : null}
        {overlay?.kind === 'shortcuts' ? <ShortcutsDialog around={around} onClose={close} /> : null}
        {overlay?.kind === 'import' ? <ImportDialog files={overlay.files} onClose={close} /> : null}
        {overlay?.kind === 'trash' ? <TrashDialog onClose={close} /> : null}
        {overlay?.kind === 'save-as' ? <SaveAsDialog id={overlay.draft} /> : null}
        {overlay?.kind === 'close' ? <CloseDialog ids={overlay.ids} /> : null}
        {overlay?.kind === 'new-workspace' ? <NewWorkspaceDialog onClose={close} /> : null}
        {overlay?.kind === 'join-team' ? <JoinDialog onClose={close} /> : null}
      </Over>
      <Over onClose={() => session.conflict.set(null)}>{conflict ? <ConflictDialog conflict={conflict} /> : null}</Over>
      <Over onClose={() => answer?.(false)}>{answer ? <FreshPasswordDialog answer={answer} /> : null}</Over>
    </>
  );
}

/** Something over the page; says so where it cannot be shown. */
function Over({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  return (
    <ErrorBoundary key={children ? 'open' : 'closed'} what="this dialogue" onClose={onClose}>
      <Suspense fallback={null}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function useShortcuts(around: Surroundings) {
  useEffect(() => {
    const { overlay } = around.session;
    const actions = new Map(actionsOf(around).map(({ shortcut, run }) => [shortcut, run]));
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const keys = keysOf(event);
      if (keys === 'Ctrl+K') {
        event.preventDefault();
        overlay.update((old) => (old?.kind === 'palette' ? null : (old ?? { kind: 'palette' })));
        return;
      }
      const run = actions.get(keys);
      if (!run || (!keys.includes('+') && isTyping(event.target))) return;
      event.preventDefault();
      // What is asked for over the page is answered first.
      if (overlay.get() === null) run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [around]);
}

/** A document or a command that is pasted where nobody types. */
function usePasted(onFile: (file: File) => void, onText: (text: string) => void) {
  const latest = useRef({ onFile, onText });
  useEffect(() => {
    latest.current = { onFile, onText };
  });
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const file = event.clipboardData?.files[0] ?? pastedFile(text);
      if (file) latest.current.onFile(file);
      else latest.current.onText(text);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
}

/** Nothing is lost when the page goes away. */
function useDraftsKept(flush: () => void) {
  useEffect(() => {
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      flush();
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
    };
  }, [flush]);
}
