import { mayEdit } from '../model/element';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { treeNow } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { closeNow, saveDraft } from './actions';

/** Asks what is to become of edits when tabs are closed. */
export default function CloseDialog({ ids }: { ids: readonly string[] }) {
  const session = useSession();
  const { open } = session.tabs.get();
  const drafts = session.drafts.get();
  const edited = open.filter(({ id }) => ids.includes(id) && drafts.has(id));
  const names = edited.map(({ id, name }) => treeNow(session.workspace.id).byId.get(id)?.name ?? name);
  const close = () => session.overlay.set(null);
  const saveAll = async () => {
    close();
    for (const { id } of edited) {
      // A conflict, or a request without a place: what is open then says how to go on.
      if (!(await saveDraft(session, id))) return;
    }
    closeNow(session, ids);
  };
  return (
    <Dialog
      title={edited.length === 1 ? `Save “${names[0] ?? ''}” first?` : `Save ${edited.length} tabs first?`}
      isOpen
      onClose={close}
      size="small"
      role="alertdialog"
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button
            onPress={() => {
              closeNow(session, ids);
              close();
            }}
          >
            Do not save
          </Button>
          {mayEdit(session.workspace) ? (
            <Button variant="primary" autoFocus onPress={() => void saveAll()}>
              Save
            </Button>
          ) : null}
        </>
      }
    >
      <p>{edited.length === 1 ? 'What you changed in it is lost otherwise.' : `Changed: ${names.join(', ')}.`}</p>
    </Dialog>
  );
}
