import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fewestPasswordCharacters } from '../account/password_faults';
import { readMailLink } from '../model/mail_link';
import { Button } from '../ui/Button';
import { NewPasswordFields, useNewPassword } from '../ui/NewPassword';
import { TextField } from '../ui/TextField';
import { signUp } from './api';
import { EmailField } from './EmailField';
import { SignInForm } from './SignInForm';
import type { View } from './views';

interface SignUpFormProps {
  /** The token of the invitation that led here; empty: none. */
  invitation: string;
  email: string;
  onEmail: (email: string) => void;
  onView: (view: View) => void;
  onBack: () => void;
}

/** Makes an account; most servers want an invitation for it. */
export function SignUpForm({ invitation, email, onEmail, onView, onBack }: SignUpFormProps) {
  const [name, setName] = useState('');
  const [link, setLink] = useState(invitation);
  const chosen = useNewPassword(fewestPasswordCharacters);
  const { token } = readMailLink(link);
  const signing = useMutation({
    mutationFn: () => signUp({ email: email.trim(), name: name.trim(), password: chosen.value, invitation: token }),
    onSuccess: () =>
      onView(
        token === ''
          ? { kind: 'link', note: `A mail is on its way to ${email.trim()}. Its link confirms the address.` }
          : { kind: 'password', note: 'Your account is made. Sign in with the password that you chose.' },
      ),
  });
  return (
    <SignInForm
      action="Make the account"
      isReady={email.trim() !== '' && name.trim() !== '' && chosen.isReady}
      work={signing}
      ways={
        <Button size="small" variant="quiet" onPress={onBack}>
          I have an account
        </Button>
      }
    >
      <TextField
        label="Invitation"
        description="The link of the mail, or what signet serve printed at its first start. Some servers want none."
        autoComplete="off"
        value={link}
        onChange={setLink}
      />
      <EmailField email={email} onEmail={onEmail} />
      <TextField label="Your name" autoComplete="name" maxLength={128} value={name} onChange={setName} />
      <NewPasswordFields
        chosen={chosen}
        label="Password"
        description={`At least ${fewestPasswordCharacters} characters; four or five random words are good.`}
      />
    </SignInForm>
  );
}
