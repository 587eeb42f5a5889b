import type { ReactNode } from 'react';
import type { Content } from '../model/element';
import { emptyHistory, type History } from '../state/undo';
import { useUndo } from '../state/use_undo';
import { useSession } from '../workspace/session';
import type { Editable } from './use_editable';

type Ready = Extract<Editable, { state: 'ready' }>;

interface UndoAreaProps {
  tab: string;
  editable: Ready;
  /** Gets the same with edits that can be taken back. */
  children: (editable: Ready) => ReactNode;
}

/** Whatever is edited in it is taken back by Ctrl+Z, whichever field has the focus. */
export function UndoArea({ tab, editable, children }: UndoAreaProps) {
  const { histories } = useSession();
  const { change, onKeyDown, onFocus } = useUndo<Content>(editable.content, editable.edit, historyOf(histories, tab));
  return (
    <div className="undo-area" onKeyDown={onKeyDown} onFocus={onFocus}>
      {children({ ...editable, edit: change })}
    </div>
  );
}

function historyOf(histories: Map<string, { history: History<Content> }>, tab: string) {
  const kept = histories.get(tab) ?? { history: emptyHistory<Content>() };
  histories.set(tab, kept);
  return kept;
}
