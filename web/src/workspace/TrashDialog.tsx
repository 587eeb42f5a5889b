import { useMutation, useQuery } from '@tanstack/react-query';
import { FileText, Folder, Layers, Library, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { mayEdit, type Element } from '../model/element';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { EmptyState } from '../ui/EmptyState';
import { Spinner } from '../ui/Spinner';
import { toast } from '../ui/Toast';
import { restore } from './actions';
import { deleteElement, listTrash } from './api';
import { refreshTree } from './elements';
import { useSession } from './session';
import './TrashDialog.css';

const icons = { collection: Library, folder: Folder, request: FileText, environment: Layers };

/** What was deleted: it can come back to its place, or go for good. */
export default function TrashDialog({ onClose }: { onClose: () => void }) {
  const { workspace } = useSession();
  const trash = useQuery({
    queryKey: ['trash', workspace.id],
    queryFn: ({ signal }) => listTrash(workspace.id, signal),
    staleTime: 0,
  });
  const again = () => queries.invalidateQueries({ queryKey: ['trash', workspace.id] });
  return (
    <Dialog title="Trash" isOpen onClose={onClose}>
      {trash.isPending ? <Spinner label="The trash is loading" /> : null}
      {trash.error ? <p role="alert">{explain(trash.error)}</p> : null}
      {trash.data?.length === 0 ? (
        <EmptyState icon={<Trash2 aria-hidden />} title="The trash is empty">
          <p>What is deleted stays here, with all that was in it, until an admin deletes it for good.</p>
        </EmptyState>
      ) : null}
      <ul className="trash">
        {trash.data?.map((element) => (
          <Trashed key={element.id} element={element} onDone={() => void again()} />
        ))}
      </ul>
    </Dialog>
  );
}

function Trashed({ element, onDone }: { element: Element; onDone: () => void }) {
  const { workspace } = useSession();
  const [isAsking, setIsAsking] = useState(false);
  const mayDelete = mayEdit(workspace) && workspace.role !== 'editor';
  const restoring = useMutation({ mutationFn: () => restore(workspace.id, element.id), onSuccess: onDone });
  const deleting = useMutation({
    mutationFn: () => deleteElement(workspace.id, element.id),
    onSuccess: async () => {
      onDone();
      await refreshTree(workspace.id);
    },
    onError: (error) => toast({ title: `“${element.name}” was not deleted`, detail: explain(error), tone: 'danger' }),
  });
  const Icon = element.kind in icons ? icons[element.kind as keyof typeof icons] : FileText;
  return (
    <li>
      <Icon aria-hidden />
      <div className="trash-name">
        <strong>{element.name}</strong>
        <span>
          {element.kind}, deleted {element.trashed ? new Date(element.trashed).toLocaleString() : ''}
        </span>
      </div>
      {isAsking ? (
        <>
          <Button size="small" onPress={() => setIsAsking(false)}>
            Keep
          </Button>
          <Button size="small" variant="danger" isPending={deleting.isPending} onPress={() => deleting.mutate()}>
            Delete for good
          </Button>
        </>
      ) : (
        <>
          {mayDelete ? (
            <Button size="small" variant="quiet" onPress={() => setIsAsking(true)}>
              Delete …
            </Button>
          ) : null}
          {mayEdit(workspace) ? (
            <Button size="small" isPending={restoring.isPending} onPress={() => restoring.mutate()}>
              Restore
            </Button>
          ) : null}
        </>
      )}
    </li>
  );
}
