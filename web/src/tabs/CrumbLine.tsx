import { CloudAlert, Save } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { DrawerToggles } from '../drawer/DrawerToggles';
import { withName } from '../model/element';
import { RenameField } from '../sidebar/RenameField';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { Tag } from '../ui/Tag';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf } from '../workspace/tree';
import { renameElement } from './actions';
import { Crumbs } from './Crumbs';
import type { ElementTab } from './tabs';
import type { Ready } from './Workbench';

interface CrumbLineProps {
  tab: ElementTab;
  editable: Ready;
  onSave: () => void;
}

/** Where it is, and whether it is saved. */
export function CrumbLine({ tab, editable, onSave }: CrumbLineProps) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const draft = useStore(session.drafts).get(tab.id);
  const [isRenaming, setIsRenaming] = useState(false);
  const { saved, isEdited, isOvertaken, readOnly } = editable;
  const name = typeof editable.content.name === 'string' ? editable.content.name : (saved?.name ?? tab.name);
  const element = tree.byId.get(tab.id);
  const mayRename = !readOnly && tab.kind !== 'globals';
  const renamed = (wanted: string | null) => {
    setIsRenaming(false);
    if (wanted === null || wanted.trim() === '') return;
    if (element) void renameElement(session, element, wanted);
    else editable.edit(withName(tab.kind, editable.content, wanted.trim()));
  };
  return (
    <header className="crumb-line">
      <Crumbs way={ancestorsOf(tree, tab.id)}>
        {isRenaming ? (
          <RenameField name={name} label="Name" onDone={renamed} />
        ) : (
          <h1 {...(mayRename ? { title: 'Double-click to rename', onDoubleClick: () => setIsRenaming(true) } : {})}>
            {name}
          </h1>
        )}
      </Crumbs>
      {isOvertaken && saved && draft ? (
        <AriaButton className="overtaken" onPress={() => session.conflict.set({ draft, theirs: saved })}>
          <CloudAlert aria-hidden /> Somebody else saved it: see both
        </AriaButton>
      ) : null}
      {readOnly ? <Tag>Read only</Tag> : null}
      {readOnly || tab.kind === 'request' ? null : (
        <Button size="small" variant={isEdited ? 'secondary' : 'quiet'} isDisabled={!isEdited} onPress={onSave}>
          <Save aria-hidden /> {isEdited ? 'Save' : 'Saved'}
        </Button>
      )}
      <DrawerToggles tab={tab} />
    </header>
  );
}
