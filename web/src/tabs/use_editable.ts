import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { mayEdit, type Content, type Element, type ElementWithContent } from '../model/element';
import { lacksSecrets } from '../model/secrets';
import { useStore } from '../state/store';
import { elementQuery, treeQuery, useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { isGone } from '../workspace/tree';
import { pinTab, type OpenTab } from './tabs';

export type Editable =
  | { state: 'loading' }
  | { state: 'failed'; error: Error; retry: () => void }
  /** In the trash, or never there. */
  | { state: 'gone'; element: Element | null }
  | {
      state: 'ready';
      content: Content;
      /** As the server has it; null: it is not there yet. */
      saved: ElementWithContent | null;
      isEdited: boolean;
      /** Somebody else saved it since the edit began. */
      isOvertaken: boolean;
      readOnly: boolean;
      edit: (content: Content) => void;
    };

/** What a tab shows: the draft of its element, or else what the server says. */
export function useEditable(tab: OpenTab): Editable {
  const session = useSession();
  const { workspace, drafts } = session;
  const tree = useTree(workspace.id);
  const { isPending: isTreePending } = useQuery(treeQuery(workspace.id));
  const draft = useStore(drafts).get(tab.id);
  const element = tree.byId.get(tab.id);
  const { data, error, refetch } = useQuery({
    ...elementQuery(workspace.id, tab.id, element?.version ?? 0),
    enabled: element !== undefined,
    placeholderData: (previous: ElementWithContent | undefined) => (previous?.id === tab.id ? previous : undefined),
  });
  useEffect(() => {
    if (data) drafts.complete(data);
  }, [data, drafts]);

  if (tab.isNew) {
    if (!draft) return { state: 'gone', element: null };
    return {
      state: 'ready',
      content: draft.content,
      saved: null,
      isEdited: true,
      isOvertaken: false,
      readOnly: false,
      edit: (content) => drafts.edit({ ...draft, content }),
    };
  }
  if (isTreePending) return { state: 'loading' };
  if (isGone(tree, tab.id)) return { state: 'gone', element: element ?? null };
  if (!data) return error ? { state: 'failed', error, retry: () => void refetch() } : { state: 'loading' };
  const isIncomplete = draft?.base?.content === null && lacksSecrets(draft.content);
  if (isIncomplete) return { state: 'loading' };
  return {
    state: 'ready',
    content: draft?.content ?? data.content,
    saved: data,
    isEdited: draft !== undefined,
    isOvertaken: draft?.base != null && data.version > draft.base.version,
    readOnly: !mayEdit(workspace),
    edit: (content) => {
      session.tabs.update((tabs) => pinTab(tabs, tab.id));
      drafts.editElement(data, content);
    },
  };
}
