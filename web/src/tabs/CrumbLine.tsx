import { ChevronRight, CloudAlert, Save } from 'lucide-react';
import { Fragment } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf } from '../workspace/tree';
import { openElement } from './actions';
import type { OpenTab } from './tabs';
import type { Ready } from './Workbench';

interface CrumbLineProps {
  tab: OpenTab;
  editable: Ready;
  onSave: () => void;
}

/** Where it is, and whether it is saved. */
export function CrumbLine({ tab, editable, onSave }: CrumbLineProps) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const draft = useStore(session.drafts).get(tab.id);
  const { saved, isEdited, isOvertaken, readOnly } = editable;
  const name = typeof editable.content.name === 'string' ? editable.content.name : (saved?.name ?? tab.name);
  return (
    <header className="crumb-line">
      <nav aria-label="Where it is" className="crumbs">
        {ancestorsOf(tree, tab.id).map((ancestor) => (
          <Fragment key={ancestor.id}>
            <AriaButton className="crumb" onPress={() => openElement(session, ancestor, true)}>
              {ancestor.name}
            </AriaButton>
            <ChevronRight aria-hidden />
          </Fragment>
        ))}
        <h1>{name}</h1>
      </nav>
      {isOvertaken && saved && draft ? (
        <AriaButton className="overtaken" onPress={() => session.conflict.set({ draft, theirs: saved })}>
          <CloudAlert aria-hidden /> Somebody else saved it: see both
        </AriaButton>
      ) : null}
      {readOnly ? <span className="tag">Read only</span> : null}
      {readOnly ? null : (
        <Button size="small" variant={isEdited ? 'secondary' : 'quiet'} isDisabled={!isEdited} onPress={onSave}>
          <Save aria-hidden /> {isEdited ? 'Save' : 'Saved'}
        </Button>
      )}
    </header>
  );
}
