import { useState } from 'react';
import { isContainer, newContent } from '../model/element';
import { FormDialog } from '../ui/FormDialog';
import { Select } from '../ui/Select';
import { TextField } from '../ui/TextField';
import { create } from '../workspace/actions';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf, type ElementTree } from '../workspace/tree';
import { visibleRows } from '../sidebar/rows';
import { saveNew } from './actions';

const newCollection = 'new';

/** Gives a new request a name and a place in a collection. */
export default function SaveAsDialog({ id }: { id: string }) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const draft = session.drafts.get().get(id);
  const [name, setName] = useState(typeof draft?.content.name === 'string' ? draft.content.name : 'New request');
  const [isSaving, setIsSaving] = useState(false);
  const places = placesOf(tree);
  const [place, setPlace] = useState<string>(places[0]?.id ?? newCollection);
  const close = () => session.overlay.set(null);

  const save = async () => {
    setIsSaving(true);
    const parent = place === newCollection ? await makeCollection() : place;
    if (parent !== null && (await saveNew(session, id, name.trim(), { parent, before: null }))) close();
    setIsSaving(false);
  };
  const makeCollection = async () => {
    const content = newContent('collection', 'My collection');
    return (await create(session.workspace.id, 'collection', { parent: null, before: null }, content))?.id ?? null;
  };
  return (
    <FormDialog
      title="Save the request"
      action="Save"
      isReady={name.trim() !== ''}
      isPending={isSaving}
      onSubmit={() => void save()}
      onClose={close}
    >
      <TextField label="Name" autoFocus value={name} onChange={setName} maxLength={255} />
      <Select
        label="In"
        options={[...places, { id: newCollection, name: 'A new collection' }]}
        value={place}
        onChange={setPlace}
      />
    </FormDialog>
  );
}

/** All collections and folders, each with the way to it. */
function placesOf(tree: ElementTree) {
  const every = new Set(tree.byId.keys());
  return visibleRows(tree, every, null)
    .filter(({ element }) => isContainer(element.kind))
    .map(({ element: { id, name } }) => ({
      id,
      name: [...ancestorsOf(tree, id).map((ancestor) => ancestor.name), name].join(' / '),
    }));
}
