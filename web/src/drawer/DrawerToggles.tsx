import { useQuery } from '@tanstack/react-query';
import { BookText, History, MessageSquare } from 'lucide-react';
import { useStore } from '../state/store';
import type { ElementTab } from '../tabs/tabs';
import { IconButton } from '../ui/IconButton';
import { useSession } from '../workspace/session';
import { commentsQuery } from './api';
import { drawer, drawerKeys, paneNames, panesOf, toggleDrawer } from './drawer';
import { threadsOf } from './threads';

const icons = {
  documentation: <BookText aria-hidden />,
  comments: <MessageSquare aria-hidden />,
  versions: <History aria-hidden />,
};

/** Open and close what stands beside the page. */
export function DrawerToggles({ tab }: { tab: ElementTab }) {
  const session = useSession();
  const open = useStore(drawer);
  const { data: comments } = useQuery({ ...commentsQuery(session.workspace.id, tab.id), enabled: !tab.isNew });
  const unsettled = threadsOf(comments ?? []).filter(({ first }) => first.resolved === null).length;
  return (
    <div className="drawer-toggles" role="group" aria-label="Beside the page">
      {panesOf(tab).map((pane) => (
        <span key={pane} className="drawer-toggle">
          <IconButton
            id={`drawer-${pane}`}
            size="small"
            label={pane === 'comments' && unsettled > 0 ? `Comments, ${unsettled} open` : paneNames[pane]}
            shortcut={drawerKeys[pane]}
            aria-pressed={open === pane}
            onPress={() => toggleDrawer(pane)}
          >
            {icons[pane]}
          </IconButton>
          {pane === 'comments' && unsettled > 0 ? (
            <span className="drawer-count" aria-hidden>
              {unsettled}
            </span>
          ) : null}
        </span>
      ))}
    </div>
  );
}
