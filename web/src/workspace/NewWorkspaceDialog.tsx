import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { lastWorkspace } from '../frame/last_workspace';
import { teamsQuery } from '../people/api';
import { HomeFields, homeOf, isComplete, noChoice } from '../people/HomeFields';
import { FormDialog } from '../ui/FormDialog';
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
  return (
    <FormDialog
      title="New workspace"
      action="Make workspace"
      isReady={name.trim() !== '' && isComplete(choice, teams)}
      isPending={making.isPending}
      onSubmit={() => making.mutate()}
      onClose={onClose}
    >
      <TextField label="Name" autoFocus maxLength={128} value={name} onChange={setName} />
      <HomeFields choice={choice} onChange={setChoice} />
      <Failure>{making.error ? explain(making.error) : null}</Failure>
    </FormDialog>
  );
}
