import { queryOptions, useQuery } from '@tanstack/react-query';
import { PlugZap, Unplug } from 'lucide-react';
import { Suspense, useMemo, type ReactNode } from 'react';
import { statusQuery, type Account, type Status } from '../agent/api';
import { explain, Problem } from '../agent/problem';
import type { Workspace } from '../model/element';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { lazyPart, PartError } from '../ui/lazy_part';
import { Spinner } from '../ui/Spinner';
import { workspacesQuery } from '../workspace/elements';
import { FirstWorkspace } from '../workspace/FirstWorkspace';
import { openSession, SessionContext } from '../workspace/session';
import { lastWorkspace } from './last_workspace';
import { Mark } from './Mark';
import './App.css';

const SignInPage = lazyPart(() => import('../sign_in/SignInPage'));

/** Fetched beside the first calls. As a part within Suspense it would stay hidden for 300 ms: React shows what follows a
 * fallback no sooner. */
const frameQuery = queryOptions({
  queryKey: ['frame'],
  queryFn: () =>
    import('./Frame').catch((error: unknown) => {
      throw new PartError(error, () => undefined);
    }),
  staleTime: Infinity,
  gcTime: Infinity,
  structuralSharing: false,
});

/** From who is signed in to which workspace is open. */
export function App() {
  return (
    <Suspense fallback={<Loading />}>
      <Entry />
    </Suspense>
  );
}

function Entry() {
  const { data: status, error, refetch } = useQuery(statusQuery);
  useQuery(frameQuery);
  if (error instanceof Problem && error.isLostAgent) return <LostAgent />;
  if (!status) {
    if (!error) return <Loading />;
    return <Unreachable error={error} onRetry={() => void refetch()} />;
  }
  if (!status.account) return <SignInPage status={status} />;
  return <SignedIn status={status} account={status.account} isOffline={error !== null} />;
}

interface SignedInProps {
  status: Status;
  account: Account;
  /** The agent was reached before, but is not now. */
  isOffline: boolean;
}

function SignedIn({ status, account, isOffline }: SignedInProps) {
  const { data: workspaces, error, refetch } = useQuery(workspacesQuery);
  const frame = useQuery(frameQuery);
  const last = useStore(lastWorkspace);
  const workspace = workspaces?.find(({ id }) => id === last) ?? workspaces?.[0];
  if (!workspaces) return error ? <Unreachable error={error} onRetry={() => void refetch()} /> : <Loading />;
  if (!workspace) return <FirstWorkspace account={account} />;
  if (!frame.data) {
    return frame.error ? <Unreachable error={frame.error} onRetry={() => void frame.refetch()} /> : <Loading />;
  }
  const { default: Frame } = frame.data;
  return (
    <WithSession key={workspace.id} workspace={workspace}>
      <Frame status={status} account={account} workspaces={workspaces} isOffline={isOffline} />
    </WithSession>
  );
}

function WithSession({ workspace, children }: { workspace: Workspace; children: ReactNode }) {
  const opened = useMemo(() => openSession(workspace), [workspace.id]); // eslint-disable-line react-hooks/exhaustive-deps
  const session = useMemo(() => ({ ...opened, workspace }), [opened, workspace]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

function Loading() {
  return (
    <main className="app-page">
      <Mark size={36} />
      <Spinner label="Signet is loading" />
    </main>
  );
}

function LostAgent() {
  return (
    <main className="app-page">
      <EmptyState icon={<Unplug aria-hidden />} title="This page has lost its agent">
        <p>
          Open the link that <code>signet app</code> printed, or start it anew. Each start makes a new link, which works
          in this browser alone; what you edited here is kept.
        </p>
      </EmptyState>
    </main>
  );
}

function Unreachable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <main className="app-page">
      <EmptyState
        icon={<PlugZap aria-hidden />}
        title="Signet cannot be reached"
        actions={<Button onPress={onRetry}>Try again</Button>}
      >
        <p>{explain(error)}</p>
      </EmptyState>
    </main>
  );
}
