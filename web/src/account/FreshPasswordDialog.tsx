import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { TextField } from '../ui/TextField';
import { confirmPassword } from './api';
import { asking, type Asking } from './fresh';

/** Asks for the password again; once in the page. */
export function FreshPasswordDialog() {
  const answer = useStore(asking);
  return answer ? <Open answer={answer} /> : null;
}

function Open({ answer }: { answer: Asking }) {
  const [password, setPassword] = useState('');
  const confirming = useMutation({ mutationFn: confirmPassword, onSuccess: () => answer(true) });
  const confirm = () => {
    if (password !== '' && !confirming.isPending) confirming.mutate(password);
  };
  return (
    <Dialog
      title="Your password, please"
      isOpen
      onClose={() => answer(false)}
      size="small"
      actions={
        <>
          <Button onPress={() => answer(false)}>Cancel</Button>
          <Button variant="primary" isDisabled={password === ''} isPending={confirming.isPending} onPress={confirm}>
            Go on
          </Button>
        </>
      }
    >
      <p className="ui-quiet">You gave it some time ago, and this is for you alone to do.</p>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
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
      </Form>
    </Dialog>
  );
}
