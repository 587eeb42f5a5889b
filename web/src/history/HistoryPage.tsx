import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { FilePlus, History, Search, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button as AriaButton, Input, SearchField } from 'react-aria-components';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { ResponsePane } from '../response/ResponsePane';
import { formatDuration, statusKind } from '../response/format';
import { openElement, openNewRequest } from '../tabs/actions';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { EmptyState } from '../ui/EmptyState';
import { IconButton } from '../ui/IconButton';
import { Method } from '../ui/Method';
import { Spinner } from '../ui/Spinner';
import { toast } from '../ui/Toast';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { clearHistory, entryQuery, historyQuery, historySettingsQuery, removeEntry, type HistoryEntry } from './api';
import { byDay } from './days';
import { keepingText } from './keeping';
import './HistoryPage.css';

/** What was sent from here: found again, looked at, sent again. */
export default function HistoryPage() {
  const { workspace } = useSession();
  const [typed, setTyped] = useState('');
  const [inBodies, setInBodies] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [isClearing, setClearing] = useState(false);
  const text = useDeferredValue(typed.trim());
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    historyQuery(workspace.id, { text, inBodies }),
  );
  const { data: keeping } = useQuery(historySettingsQuery);
  const entries = data?.pages.flat() ?? [];
  const shown = entries.find(({ id }) => id === chosen) ?? entries[0];
  const forget = async (id: string) => {
    try {
      await removeEntry(id);
      await queries.invalidateQueries({ queryKey: ['history', workspace.id] });
    } catch (fault) {
      toast({ title: 'That was not removed', detail: explain(fault), tone: 'danger' });
    }
  };
  return (
    <div className="history">
      <section className="history-side" aria-label="What was sent">
        <header className="history-head">
          <SearchField className="filter" aria-label="Search the history" value={typed} onChange={setTyped}>
            <Search aria-hidden />
            <Input placeholder="Name, address, status" />
          </SearchField>
          <IconButton label="Clear the history" size="small" onPress={() => setClearing(true)}>
            <Trash2 aria-hidden />
          </IconButton>
        </header>
        <Checkbox isSelected={inBodies} onChange={setInBodies}>
          Search in responses, too
        </Checkbox>
        {isPending ? <Spinner label="The history is loading" /> : null}
        {error ? <EmptyState title="The history could not be read">{explain(error)}</EmptyState> : null}
        {data && entries.length === 0 ? (
          <EmptyState icon={<History aria-hidden />} title={text ? 'Nothing like that was sent' : 'Nothing sent yet'}>
            <p>{keepingText(keeping)}</p>
          </EmptyState>
        ) : null}
        <div className="history-list">
          {byDay(entries, Date.now()).map(({ name, entries: sent }) => (
            <section key={name} aria-label={name}>
              <h2 className="history-day">{name}</h2>
              <ul>
                {sent.map((entry) => (
                  <li key={entry.id}>
                    <EntryButton
                      entry={entry}
                      isChosen={entry.id === shown?.id}
                      onChoose={() => setChosen(entry.id)}
                      onRemove={() => void forget(entry.id)}
                    />
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {hasNextPage ? (
            <Button variant="quiet" isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
              Earlier ones
            </Button>
          ) : null}
        </div>
      </section>
      {shown ? <Detail key={shown.id} entry={shown} onRemove={() => void forget(shown.id)} /> : null}
      {isClearing ? (
        <ConfirmDialog
          title="Clear the history of this workspace?"
          action="Clear"
          onClose={() => setClearing(false)}
          onConfirm={async () => {
            await clearHistory(workspace.id);
            await queries.invalidateQueries({ queryKey: ['history', workspace.id] });
          }}
        >
          <p>What you sent and what came of it is gone for good on this machine. Nobody else has it.</p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}

function titleOf({ name, url }: HistoryEntry): string {
  if (name !== '') return name;
  return url ?? 'A request';
}

interface EntryButtonProps {
  entry: HistoryEntry;
  isChosen: boolean;
  onChoose: () => void;
  onRemove: () => void;
}

function EntryButton({ entry, isChosen, onChoose, onRemove }: EntryButtonProps) {
  const { method, url, status, at_ms: at } = entry;
  return (
    <AriaButton
      className={`history-entry${isChosen ? ' is-chosen' : ''}`}
      aria-current={isChosen}
      onPress={onChoose}
      onKeyDown={(event) => {
        if (event.key === 'Delete') onRemove();
        else event.continuePropagation();
      }}
    >
      <Method method={method} compact />
      <span className="history-text">
        <span className="history-name">{titleOf(entry)}</span>
        <span className="history-url">{url ?? 'was not sent'}</span>
      </span>
      <span className={`status status-${statusKind(status)}`}>{status ?? 'failed'}</span>
      <time className="history-time" dateTime={new Date(at).toISOString()}>
        {new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
      </time>
    </AriaButton>
  );
}

function Detail({ entry, onRemove }: { entry: HistoryEntry; onRemove: () => void }) {
  const session = useSession();
  const { data, error } = useQuery(entryQuery(entry.id));
  const saved = useTree(session.workspace.id).byId.get(entry.element);
  const [memory] = useState<{ responsePart: string | null }>({ responsePart: null });
  if (error) return <EmptyState title="It could not be read">{explain(error)}</EmptyState>;
  if (!data) return <Spinner label="It is loading" />;
  const time = entry.time_ms === null ? '' : ` · ${formatDuration(entry.time_ms)}`;
  return (
    <section className="history-detail" aria-label="What came of it">
      <header className="history-detail-head">
        <div className="history-text">
          <h2 className="history-name">{titleOf(entry)}</h2>
          <span className="history-url">
            {new Date(entry.at_ms).toLocaleString()}
            {time}
          </span>
        </div>
        {saved ? (
          <Button onPress={() => openElement(session, saved)}>
            <SquareArrowOutUpRight aria-hidden /> Open the saved one
          </Button>
        ) : null}
        <Button variant="primary" onPress={() => openNewRequest(session, { ...data.item })}>
          <FilePlus aria-hidden /> Open as it was sent
        </Button>
        <IconButton label="Remove it from the history" onPress={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </header>
      <ResponsePane result={data.result} sending={false} memory={memory} />
    </section>
  );
}
