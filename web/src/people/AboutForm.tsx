import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain, Problem } from '../agent/problem';
import { queries } from '../agent/queries';
import type { Workspace } from '../model/element';
import { Button } from '../ui/Button';
import { Failure, Section } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { workspacesQuery } from '../workspace/elements';
import { changeWorkspace } from './api';
import { rightsIn } from './rights';

/** Name and description. */
export function AboutForm({ workspace }: { workspace: Workspace }) {
  const [name, setName] = useState(workspace.name);
  const [description, setDescription] = useState(workspace.description);
  const mayChange = rightsIn(workspace).change;
  const saving = useMutation({
    mutationFn: () => changeWorkspace(workspace, { name: name.trim(), description }),
    onSuccess: () => toast({ title: 'The workspace is changed', tone: 'success' }),
    onSettled: () => queries.invalidateQueries(workspacesQuery),
  });
  const isChanged = name.trim() !== workspace.name || description !== workspace.description;
  const fault = saving.error instanceof Problem ? saving.error.faultOf('name') : undefined;
  return (
    <Section title="About">
      <Form
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!saving.isPending) saving.mutate();
        }}
      >
        <TextField label="Name" maxLength={128} isReadOnly={!mayChange} value={name} onChange={setName} error={fault} />
        <TextField
          label="Description"
          rows={4}
          isReadOnly={!mayChange}
          placeholder={mayChange ? 'What it is for, and whom to ask' : ''}
          value={description}
          onChange={setDescription}
        />
        <Failure>{saving.error && !fault ? explain(saving.error) : null}</Failure>
        {mayChange ? (
          <div className="ui-section-buttons">
            <Button type="submit" isPending={saving.isPending} isDisabled={!isChanged || name.trim() === ''}>
              Save
            </Button>
          </div>
        ) : null}
      </Form>
    </Section>
  );
}
