import { useIsFetching } from '@tanstack/react-query';
import { Button as AriaButton } from 'react-aria-components';
import type { Account, Status } from '../agent/api';
import { isConsoleOpen } from '../console/lines';
import { useStore } from '../state/store';
import { Keys } from '../ui/Keys';
import { useSession } from '../workspace/session';

interface StatusBarProps {
  status: Status;
  account: Account;
  isOffline: boolean;
}

/** Where one is connected to, and what is not saved. */
export function StatusBar({ status, account, isOffline }: StatusBarProps) {
  const session = useSession();
  const drafts = useStore(session.drafts);
  const isConsoleShown = useStore(isConsoleOpen);
  const isFetching = useIsFetching({ queryKey: ['tree'] }) > 0;
  const where = status.server.embedded ? 'This machine' : status.server.url.replace(/^https?:\/\//, '');
  const unsaved = [...drafts.values()].filter(({ base }) => base !== null).length;
  return (
    <footer className="status-bar">
      <span className={`status-dot${isOffline ? ' status-dot-off' : ''}`} aria-hidden />
      <span role="status">{isOffline ? 'The agent does not answer; trying again …' : `Connected to ${where}`}</span>
      <span>{account.email}</span>
      {unsaved > 0 ? <span>{unsaved} not saved, kept in this browser</span> : null}
      <span className="status-space" />
      <span className="status-quiet">{isOffline ? '' : isFetching ? 'Looking for changes …' : 'Up to date'}</span>
      <AriaButton
        className="status-button"
        aria-pressed={isConsoleShown}
        onPress={() => isConsoleOpen.update((old) => !old)}
      >
        Console
      </AriaButton>
      <AriaButton className="status-button" onPress={() => session.overlay.set({ kind: 'shortcuts' })}>
        Shortcuts <Keys keys="?" />
      </AriaButton>
      <span>Signet {status.version}</span>
    </footer>
  );
}
