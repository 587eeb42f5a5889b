import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { withFreshPassword } from '../account/fresh';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import type { Workspace } from '../model/element';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Failure, Section } from '../ui/Section';
import { workspacesQuery } from '../workspace/elements';
import { archiveWorkspace, deleteWorkspace, leaveWorkspace } from './api';
import { rightsIn } from './rights';

/** To leave a workspace, to put it aside, to delete it: what one's role may do of that. */
export function EndSections({ workspace }: { workspace: Workspace }) {
  const [asked, setAsked] = useState<'leave' | 'delete' | null>(null);
  const rights = rightsIn(workspace);
  const refresh = () => queries.invalidateQueries(workspacesQuery);
  const isArchived = workspace.archived !== null;
  const archiving = useMutation({
    mutationFn: () => archiveWorkspace(workspace.id, !isArchived),
    onSettled: refresh,
  });
  const close = () => setAsked(null);
  return (
    <>
      {rights.archive ? (
        <Section
          title="Archive"
          text={
            isArchived
              ? 'It is in the archive: it can be read, and nothing in it changes.'
              : 'In the archive it can still be read, but nothing in it changes.'
          }
        >
          <div className="ui-section-buttons">
            <Button isPending={archiving.isPending} onPress={() => archiving.mutate()}>
              {isArchived ? 'Take it out of the archive' : 'Put it into the archive'}
            </Button>
          </div>
          <Failure>{archiving.error ? explain(archiving.error) : null}</Failure>
        </Section>
      ) : null}
      {rights.leave ? (
        <Section title="Leave" text="You lose your own role in it. What you made in it stays.">
          <div className="ui-section-buttons">
            <Button onPress={() => setAsked('leave')}>Leave the workspace …</Button>
          </div>
        </Section>
      ) : null}
      {rights.delete ? (
        <Section title="Delete" text="All that is in it is gone, with its history. It cannot be taken back.">
          <div className="ui-section-buttons">
            <Button variant="danger" onPress={() => setAsked('delete')}>
              Delete the workspace …
            </Button>
          </div>
        </Section>
      ) : null}
      {asked === 'leave' ? (
        <ConfirmDialog
          title={`Leave “${workspace.name}”?`}
          action="Leave"
          onClose={close}
          onConfirm={async () => {
            await leaveWorkspace(workspace.id);
            await refresh();
          }}
        >
          <p>To come back, somebody has to put you into it again.</p>
        </ConfirmDialog>
      ) : null}
      {asked === 'delete' ? (
        <ConfirmDialog
          title={`Delete “${workspace.name}”?`}
          action="Delete for good"
          typed={workspace.name}
          onClose={close}
          onConfirm={async () => {
            await withFreshPassword(() => deleteWorkspace(workspace.id));
            await refresh();
          }}
        >
          <p>Its collections, environments, history and comments are deleted for all who are in it.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
