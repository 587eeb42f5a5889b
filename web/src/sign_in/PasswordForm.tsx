import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { signIn, type SignInState } from '../agent/api';
import { Button } from '../ui/Button';
import { TextField } from '../ui/TextField';
import { EmailField } from './EmailField';
import { Note } from './Note';
import { SignInForm } from './SignInForm';
import type { View } from './views';

interface PasswordFormProps {
  note?: string | undefined;
  email: string;
  onEmail: (email: string) => void;
  onView: (view: View) => void;
  onState: (state: SignInState) => Promise<void>;
}

export function PasswordForm({ note, email, onEmail, onView, onState }: PasswordFormProps) {
  const [password, setPassword] = useState('');
  const signing = useMutation({ mutationFn: () => signIn(email.trim(), password), onSuccess: onState });
  return (
    <SignInForm
      action="Sign in"
      work={signing}
      ways={
        <>
          <Button size="small" variant="quiet" onPress={() => onView({ kind: 'forgot' })}>
            I forgot my password
          </Button>
          <Button size="small" variant="quiet" onPress={() => onView({ kind: 'sign-up', invitation: '' })}>
            Make an account
          </Button>
          <Button size="small" variant="quiet" onPress={() => onView({ kind: 'link' })}>
            I have a link from a mail
          </Button>
        </>
      }
    >
      <Note>{note}</Note>
      <EmailField email={email} onEmail={onEmail} />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        isRequired
        value={password}
        onChange={setPassword}
      />
    </SignInForm>
  );
}
