import { X } from 'lucide-react';
import { Suspense, type KeyboardEvent, type ReactNode } from 'react';
import { Panel, PanelGroup, PanelResizeHandle } from 'react-resizable-panels';
import { ErrorBoundary } from '../frame/ErrorBoundary';
import { isTyping } from '../palette/shortcuts';
import { useStore } from '../state/store';
import type { PageProps } from '../tabs/Workbench';
import { IconButton } from '../ui/IconButton';
import { lazyPart } from '../ui/lazy_part';
import { Spinner } from '../ui/Spinner';
import { drawer, paneNames, panesOf, type DrawerPane } from './drawer';
import './Drawer.css';

const views = {
  documentation: lazyPart(() => import('./DocumentationPane')),
  comments: lazyPart(() => import('./CommentsPane')),
  versions: lazyPart(() => import('./VersionsPane')),
};

/** The page of an element, and beside it what was opened there. */
export function WithDrawer({ tab, editable, children }: PageProps & { children: ReactNode }) {
  const open = useStore(drawer);
  const pane = open !== null && panesOf(tab).includes(open) ? open : null;
  return (
    <PanelGroup direction="horizontal" autoSaveId="signet.drawer" className="drawer-group">
      <Panel id="page" order={1} minSize={30} className="drawer-page">
        {children}
      </Panel>
      {pane ? (
        <>
          <PanelResizeHandle className="handle" aria-label="Width of the drawer" />
          <Panel id="drawer" order={2} minSize={18} defaultSize={32} maxSize={60}>
            <Drawer pane={pane} tab={tab} editable={editable} />
          </Panel>
        </>
      ) : null}
    </PanelGroup>
  );
}

function Drawer({ pane, ...page }: PageProps & { pane: DrawerPane }) {
  const View = views[pane];
  const close = () => {
    drawer.set(null);
    document.getElementById(`drawer-${pane}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // What is being written is not lost by it.
    if (event.key !== 'Escape' || event.defaultPrevented || isTyping(event.target as HTMLElement)) return;
    event.preventDefault();
    close();
  };
  return (
    <section className="drawer" aria-label={paneNames[pane]} onKeyDown={onKeyDown}>
      <header className="drawer-head">
        <h2>{paneNames[pane]}</h2>
        <IconButton label="Close the drawer" size="small" shortcut="Esc" onPress={close}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="drawer-body">
        <ErrorBoundary key={`${pane} ${page.tab.id}`} what="this drawer">
          <Suspense fallback={<Spinner label={`${paneNames[pane]} are loading`} />}>
            <View key={page.tab.id} {...page} />
          </Suspense>
        </ErrorBoundary>
      </div>
    </section>
  );
}
