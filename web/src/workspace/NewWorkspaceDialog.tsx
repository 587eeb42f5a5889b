import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { lastWorkspace } from '../frame/last_workspace';
import { teamsQuery } from '../people/api';
import { HomeFields, homeOf, isComplete, noChoice } from '../people/HomeFields';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Failure } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { createWorkspace } from './api';
import { workspacesQuery } from './elements';

export default function NewWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [choice, setChoice] = useState(noChoice);
  const { data: teams = [] } = useQuery(teamsQuery);
  const making = useMutation({
    mutationFn: async () => createWorkspace(name.trim(), await homeOf(choice, teams)),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries(workspacesQuery);
      lastWorkspace.set(id);
      onClose();
    },
    onSettled: () => queries.invalidateQueries(teamsQuery),
  });
  const isReady = name.trim() !== '' && isComplete(choice, teams);
  const submit = () => {
    if (isReady && !making.isPending) making.mutate();
  };
  return (
    <Dialog
      title="New workspace"
      isOpen
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={submit} isPending={making.isPending} isDisabled={!isReady}>
            Make workspace
          </Button>
        </>
      }
    >
      <Form
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField label="Name" autoFocus maxLength={128} value={name} onChange={setName} />
        <HomeFields choice={choice} onChange={setChoice} />
        <Failure>{making.error ? explain(making.error) : null}</Failure>
      </Form>
    </Dialog>
  );
}
