import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { readMailLink } from '../model/mail_link';
import { Button } from '../ui/Button';
import { TextField } from '../ui/TextField';
import { Note } from './Note';
import { SignInForm } from './SignInForm';
import { followLink, type View } from './views';

interface LinkFormProps {
  note?: string | undefined;
  onView: (view: View) => void;
  onBack: () => void;
}

/** Takes the link of a mail of the team server, which the mail's own page cannot: it knows no agent. */
export function LinkForm({ note, onView, onBack }: LinkFormProps) {
  const [link, setLink] = useState('');
  const following = useMutation({ mutationFn: () => followLink(readMailLink(link)), onSuccess: onView });
  return (
    <SignInForm
      action="Go on"
      isReady={link.trim() !== ''}
      work={following}
      ways={
        <Button size="small" variant="quiet" onPress={onBack}>
          Back
        </Button>
      }
    >
      <Note>{note}</Note>
      <TextField label="Link of the mail" autoComplete="off" autoFocus value={link} onChange={setLink} />
    </SignInForm>
  );
}
