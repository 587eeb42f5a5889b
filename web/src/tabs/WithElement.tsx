import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Element } from '../model/element';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { treeQuery, useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { isGone } from '../workspace/tree';
import { closeNow } from './actions';
import type { OpenTab } from './tabs';
import { Waiting } from './Waiting';

interface WithElementProps {
  tab: OpenTab;
  /** The element that the tab is about. */
  id: string;
  /** Said when it is in the trash: "What was run here was deleted". */
  gone: string;
  children: (element: Element) => ReactNode;
}

/** What a tab shows that is about a collection or folder, while that is there. */
export function WithElement({ tab, id, gone, children }: WithElementProps) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const { isPending } = useQuery(treeQuery(session.workspace.id));
  const element = tree.byId.get(id);
  if (isPending) return <Waiting tab={tab} />;
  if (!element || isGone(tree, id)) {
    return (
      <EmptyState
        icon={<Trash2 aria-hidden />}
        title={gone}
        actions={<Button onPress={() => closeNow(session, [tab.id])}>Close the tab</Button>}
      >
        <p>It is in the trash, or in something that is.</p>
      </EmptyState>
    );
  }
  return children(element);
}
