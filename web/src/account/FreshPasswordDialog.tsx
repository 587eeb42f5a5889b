import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { FormDialog } from '../ui/FormDialog';
import { TextField } from '../ui/TextField';
import { confirmPassword } from './api';
import type { Asking } from './fresh';

/** Asks for the password again. */
export default function FreshPasswordDialog({ answer }: { answer: Asking }) {
  const [password, setPassword] = useState('');
  const confirming = useMutation({ mutationFn: confirmPassword, onSuccess: () => answer(true) });
  return (
    <FormDialog
      title="Your password, please"
      action="Go on"
      isReady={password !== ''}
      isPending={confirming.isPending}
      onSubmit={() => confirming.mutate(password)}
      onClose={() => answer(false)}
      before={<p className="ui-quiet">You gave it some time ago, and this is for you alone to do.</p>}
    >
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={setPassword}
        error={confirming.error ? explain(confirming.error) : undefined}
      />
    </FormDialog>
  );
}
