import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { withFreshPassword } from '../account/fresh';
import { explain, Problem } from '../agent/problem';
import { queries } from '../agent/queries';
import type { Role, Workspace } from '../model/element';
import { Button } from '../ui/Button';
import { Failure } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { invitationsQuery, invite, peopleQuery } from './api';
import { rolesToGive } from './rights';
import { RoleSelect } from './RoleSelect';

/** Puts somebody into a workspace, by the address. */
export function InviteForm({ workspace }: { workspace: Workspace }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const inviting = useMutation({
    mutationFn: () => withFreshPassword(() => invite(workspace.id, email.trim(), role)),
    onSuccess: ({ user }) => {
      const address = email.trim();
      toast(
        user === null
          ? { title: `An invitation is on its way to ${address}`, tone: 'success' }
          : { title: `${address} is in the workspace`, tone: 'success' },
      );
      setEmail('');
    },
    onSettled: () =>
      Promise.all(
        [peopleQuery(workspace.id), invitationsQuery(workspace.id)].map(({ queryKey }) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  });
  const fault = inviting.error instanceof Problem ? inviting.error.faultOf('email') : undefined;
  return (
    <>
      <Form
        className="invite-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (email.trim() !== '' && !inviting.isPending) inviting.mutate();
        }}
      >
        <TextField label="E-mail address" type="email" autoComplete="off" value={email} onChange={setEmail} />
        <RoleSelect label="Role" roles={rolesToGive(workspace.role)} value={role} onChange={setRole} />
        <Button type="submit" variant="primary" isDisabled={email.trim() === ''} isPending={inviting.isPending}>
          Add person
        </Button>
      </Form>
      <Failure>{fault ?? (inviting.error ? explain(inviting.error) : null)}</Failure>
    </>
  );
}
