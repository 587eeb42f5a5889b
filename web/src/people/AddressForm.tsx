import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { withFreshPassword } from '../account/fresh';
import { explain, Problem } from '../agent/problem';
import { Button } from '../ui/Button';
import { Failure } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import './WorkspacePage.css';

interface AddressFormProps {
  /** The name of what is done, as on its button. */
  action: string;
  /** Gives what to say of it. */
  invite: (email: string) => Promise<string>;
  onSettled: () => Promise<unknown>;
  /** In which role. */
  children: ReactNode;
}

/** Takes somebody in by the address. */
export function AddressForm({ action, invite, onSettled, children }: AddressFormProps) {
  const [email, setEmail] = useState('');
  const inviting = useMutation({
    mutationFn: () => withFreshPassword(() => invite(email.trim())),
    onSuccess: (title) => {
      toast({ title, tone: 'success' });
      setEmail('');
    },
    onSettled,
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
        {children}
        <Button type="submit" variant="primary" isDisabled={email.trim() === ''} isPending={inviting.isPending}>
          {action}
        </Button>
      </Form>
      <Failure>{fault ?? (inviting.error ? explain(inviting.error) : null)}</Failure>
    </>
  );
}
