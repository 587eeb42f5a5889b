import { useMutation } from '@tanstack/react-query';
import { fewestPasswordCharacters } from '../account/password_faults';
import { Button } from '../ui/Button';
import { NewPasswordFields, useNewPassword } from '../ui/NewPassword';
import { resetPassword } from './api';
import { SignInForm } from './SignInForm';
import type { View } from './views';

interface ResetFormProps {
  /** Of the mail's link. */
  token: string;
  onView: (view: View) => void;
  onBack: () => void;
}

export function ResetForm({ token, onView, onBack }: ResetFormProps) {
  const chosen = useNewPassword(fewestPasswordCharacters);
  const resetting = useMutation({
    mutationFn: () => resetPassword(token, chosen.value),
    onSuccess: () => onView({ kind: 'password', note: 'Your new password is set. Sign in with it.' }),
  });
  return (
    <SignInForm
      action="Set the password"
      isReady={chosen.isReady}
      work={resetting}
      ways={
        <Button size="small" variant="quiet" onPress={onBack}>
          Back
        </Button>
      }
    >
      <NewPasswordFields
        chosen={chosen}
        label="New password"
        description={`At least ${fewestPasswordCharacters} characters; four or five random words are good.`}
        autoFocus
      />
    </SignInForm>
  );
}
