import { FilePlus, Search, Trash2, Upload } from 'lucide-react';
import { Suspense } from 'react';
import { explain } from '../agent/problem';
import { WithDrawer } from '../drawer/Drawer';
import { ErrorBoundary } from '../frame/ErrorBoundary';
import { Mark } from '../frame/Mark';
import { mayEdit } from '../model/element';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { Keys } from '../ui/Keys';
import { lazyPart } from '../ui/lazy_part';
import { restore } from '../workspace/actions';
import { useSession, type Session } from '../workspace/session';
import { closeNow, openNewRequest, saveDraft } from './actions';
import { CrumbLine } from './CrumbLine';
import { TabBar } from './TabBar';
import { UndoArea } from './UndoArea';
import { Waiting } from './Waiting';
import { isElementTab, type ElementTab, type OpenTab } from './tabs';
import { useEditable, type Editable } from './use_editable';
import './Workbench.css';

const RequestPage = lazyPart(() => import('./RequestPage'));
const EnvironmentPage = lazyPart(() => import('../environments/EnvironmentPage'));
const CollectionPage = lazyPart(() => import('../collections/CollectionPage'));
const AccountPage = lazyPart(() => import('../account/AccountPage'));
const WorkspacePage = lazyPart(() => import('../people/WorkspacePage'));
const HistoryPage = lazyPart(() => import('../history/HistoryPage'));
const SettingsPage = lazyPart(() => import('../settings/SettingsPage'));
const TeamPage = lazyPart(() => import('../team/TeamPage'));
const RunPage = lazyPart(() => import('../runs/RunPage'));
const DocumentationPage = lazyPart(() => import('../documentation/DocumentationPage'));

export type Ready = Extract<Editable, { state: 'ready' }>;

/** What a page of a tab gets. */
export interface PageProps {
  tab: ElementTab;
  editable: Ready;
}

const pages = {
  request: RequestPage,
  environment: EnvironmentPage,
  globals: EnvironmentPage,
  collection: CollectionPage,
  folder: CollectionPage,
};

/** The open tabs, and the page of the active one. */
export function Workbench() {
  const session = useSession();
  const { open, active } = useStore(session.tabs);
  const tab = open.find(({ id }) => id === active);
  return (
    <div className="workbench">
      <TabBar />
      <div
        id="tab-panel"
        className="workbench-page"
        role="tabpanel"
        {...(tab ? { 'aria-labelledby': `tab-${tab.id}` } : { 'aria-label': 'Nothing is open' })}
      >
        {tab ? (
          <ErrorBoundary key={tab.id} what="this tab">
            {isElementTab(tab) ? <Page tab={tab} /> : <OtherPage tab={tab} />}
          </ErrorBoundary>
        ) : (
          <NothingOpen session={session} />
        )}
      </div>
    </div>
  );
}

/** Of a tab that shows no element. */
function OtherPage({ tab }: { tab: OpenTab }) {
  return (
    <Suspense fallback={<Waiting tab={tab} />}>
      <Place tab={tab} />
    </Suspense>
  );
}

function Place({ tab }: { tab: OpenTab }) {
  switch (tab.kind) {
    case 'account':
      return <AccountPage />;
    case 'workspace':
      return <WorkspacePage />;
    case 'settings':
      return <SettingsPage />;
    case 'history':
      return <HistoryPage />;
    case 'team':
      return <TeamPage />;
    case 'documentation':
      return <DocumentationPage tab={tab} />;
    default:
      return <RunPage tab={tab} />;
  }
}

function Page({ tab }: { tab: ElementTab }) {
  const session = useSession();
  const editable = useEditable(tab);
  switch (editable.state) {
    case 'loading':
      return <Waiting tab={tab} />;
    case 'failed':
      return (
        <EmptyState
          title={`“${tab.name}” could not be loaded`}
          actions={<Button onPress={editable.retry}>Try again</Button>}
        >
          <p>{explain(editable.error)}</p>
        </EmptyState>
      );
    case 'gone':
      return (
        <Gone
          tab={tab}
          name={editable.element?.name ?? tab.name}
          mayRestore={editable.element !== null && mayEdit(session.workspace)}
        />
      );
    case 'ready': {
      const View = pages[tab.kind];
      return (
        <>
          <CrumbLine tab={tab} editable={editable} onSave={() => void saveDraft(session, tab.id)} />
          <WithDrawer tab={tab} editable={editable}>
            <Suspense fallback={<Waiting tab={tab} />}>
              {tab.kind === 'request' ? (
                <View tab={tab} editable={editable} />
              ) : (
                <UndoArea tab={tab.id} editable={editable}>
                  {(undoable) => <View tab={tab} editable={undoable} />}
                </UndoArea>
              )}
            </Suspense>
          </WithDrawer>
        </>
      );
    }
  }
}

function Gone({ tab, name, mayRestore }: { tab: OpenTab; name: string; mayRestore: boolean }) {
  const session = useSession();
  return (
    <EmptyState
      icon={<Trash2 aria-hidden />}
      title={`“${name}” was deleted`}
      actions={
        <>
          {mayRestore ? (
            <Button variant="primary" onPress={() => void restore(session.workspace.id, tab.id)}>
              Restore it
            </Button>
          ) : null}
          <Button onPress={() => closeNow(session, [tab.id])}>Close the tab</Button>
        </>
      }
    >
      <p>It is in the trash, or in something that is.</p>
    </EmptyState>
  );
}

function NothingOpen({ session }: { session: Session }) {
  const isEditor = mayEdit(session.workspace);
  return (
    <div className="nothing-open">
      <Mark size={44} />
      <h1>{session.workspace.name}</h1>
      <ul>
        <li>
          <Button variant="quiet" onPress={() => openNewRequest(session)}>
            <FilePlus aria-hidden /> New request <Keys keys="Alt+N" />
          </Button>
        </li>
        <li>
          <Button variant="quiet" onPress={() => session.overlay.set({ kind: 'palette' })}>
            <Search aria-hidden /> Find a request or a command <Keys keys="Ctrl+K" />
          </Button>
        </li>
        {isEditor ? (
          <li>
            <Button variant="quiet" onPress={() => session.overlay.set({ kind: 'import', files: [] })}>
              <Upload aria-hidden /> Import from Postman <Keys keys="Ctrl+O" />
            </Button>
          </li>
        ) : null}
      </ul>
    </div>
  );
}
