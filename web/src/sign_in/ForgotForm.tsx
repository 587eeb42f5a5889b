import { useMutation } from '@tanstack/react-query';
import { Button } from '../ui/Button';
import { askForReset } from './api';
import { EmailField } from './EmailField';
import { SignInForm } from './SignInForm';
import type { View } from './views';

interface ForgotFormProps {
  email: string;
  onEmail: (email: string) => void;
  onView: (view: View) => void;
  onBack: () => void;
}

/** Asks for a mail with a link for a new password. */
export function ForgotForm({ email, onEmail, onView, onBack }: ForgotFormProps) {
  const asking = useMutation({
    mutationFn: () => askForReset(email.trim()),
    onSuccess: () => onView({ kind: 'link', note: `If ${email.trim()} has an account, a mail is on its way to it.` }),
  });
  return (
    <SignInForm
      action="Send the mail"
      isReady={email.trim() !== ''}
      work={asking}
      ways={
        <Button size="small" variant="quiet" onPress={onBack}>
          Back
        </Button>
      }
    >
      <EmailField email={email} onEmail={onEmail} />
    </SignInForm>
  );
}
