import { useMutation, useQuery } from '@tanstack/react-query';
import { LockKeyhole, Unplug } from 'lucide-react';
import { useEffect } from 'react';
import { explain, Problem } from '../agent/problem';
import { queries } from '../agent/queries';
import { Mark } from '../frame/Mark';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { Page } from '../ui/Section';
import { Select } from '../ui/Select';
import { Spinner } from '../ui/Spinner';
import { Tab, TabList, TabPanel, Tabs } from '../ui/Tabs';
import { toast, Toasts } from '../ui/Toast';
import { declineProposal, lockVault, setIdle, stateQuery, type VaultState } from './api';
import { Backup } from './Backup';
import { Consents } from './Consents';
import { Entries } from './Entries';
import { EntryDialog } from './EntryDialog';
import { Opening } from './Opening';
import { Providers } from './Providers';
import { QuestionDialog } from './QuestionDialog';
import '../frame/App.css';
import './Vault.css';

/** The vault: closed, or open with what it holds. */
export function VaultApp() {
  const { data: vault, error } = useQuery(stateQuery);
  const state = vault?.state;
  // Nothing of an open vault stays in the page once it is closed.
  useEffect(() => {
    if (state !== 'open') queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'vault' });
  }, [state]);
  if (error) {
    const isLost = error instanceof Problem && error.isLostAgent;
    return (
      <main className="app-page">
        <EmptyState icon={<Unplug aria-hidden />} title={isLost ? 'This page has lost its agent' : 'The agent is away'}>
          <p>{isLost ? 'Open the vault from the app again: each start makes a new address.' : explain(error)}</p>
        </EmptyState>
      </main>
    );
  }
  if (!vault) {
    return (
      <main className="app-page">
        <Spinner label="The vault is loading" />
      </main>
    );
  }
  return (
    <>
      {vault.state === 'open' ? <Opened vault={vault} /> : <Opening vault={vault} />}
      <Toasts />
    </>
  );
}

/** Of one that was put in, nothing is left to decline. */
async function leave(id: string): Promise<void> {
  try {
    await declineProposal(id);
  } catch (error) {
    toast({ title: 'It still waits', detail: explain(error), tone: 'danger' });
  }
  await queries.invalidateQueries(stateQuery);
}

const idleTimes = ['1', '5', '15', '60', '240'] as const;

function Opened({ vault }: { vault: VaultState }) {
  const question = vault.waiting.find(({ to_unlock: toUnlock }) => !toUnlock);
  const { proposal } = vault;
  const keep = (state: VaultState) => queries.setQueryData(stateQuery.queryKey, state);
  const locking = useMutation({ mutationFn: lockVault, onSuccess: keep });
  const changeIdle = (minutes: string) => {
    setIdle(Number(minutes)).then(keep, (error: unknown) =>
      toast({ title: 'That was not changed', detail: explain(error), tone: 'danger' }),
    );
  };
  const times = [...new Set([...idleTimes.map(Number), vault.idle_minutes])].sort((a, b) => a - b);
  return (
    <main className="vault">
      <header className="vault-head">
        <Mark size={22} />
        <h1>Vault</h1>
        <span className="vault-file" title="Encrypted with AES-256-GCM; it never leaves this machine">
          {vault.file}
        </span>
        <Select
          label="Lock without use after"
          hideLabel
          size="small"
          options={times.map((minutes) => ({ id: String(minutes), name: `Locks after ${timeText(minutes)}` }))}
          value={String(vault.idle_minutes)}
          onChange={changeIdle}
        />
        <Button isPending={locking.isPending} onPress={() => locking.mutate()}>
          <LockKeyhole aria-hidden /> Lock
        </Button>
      </header>
      <Tabs defaultSelectedKey="entries">
        <TabList label="What the vault holds">
          <Tab id="entries">Secrets</Tab>
          <Tab id="providers">Providers</Tab>
          <Tab id="consents">What was allowed</Tab>
          <Tab id="backup">Backup and passphrase</Tab>
        </TabList>
        <TabPanel id="entries">
          <Page>
            <Entries />
          </Page>
        </TabPanel>
        <TabPanel id="providers">
          <Page>
            <Providers />
          </Page>
        </TabPanel>
        <TabPanel id="consents">
          <Page>
            <Consents />
          </Page>
        </TabPanel>
        <TabPanel id="backup">
          <Page>
            <Backup />
          </Page>
        </TabPanel>
      </Tabs>
      {question ? <QuestionDialog key={question.id} question={question} /> : null}
      {proposal && !question ? (
        <EntryDialog key={proposal.id} entry={null} proposal={proposal} onClose={() => void leave(proposal.id)} />
      ) : null}
    </main>
  );
}

function timeText(minutes: number): string {
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
}
