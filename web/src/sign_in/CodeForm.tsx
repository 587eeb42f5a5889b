import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { giveCode, type SignInState } from '../agent/api';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { TextField } from '../ui/TextField';
import { SignInForm } from './SignInForm';

interface CodeFormProps {
  email: string;
  ticket: string;
  onState: (state: SignInState) => Promise<void>;
  onBack: () => void;
}

export function CodeForm({ email, ticket, onState, onBack }: CodeFormProps) {
  const [code, setCode] = useState('');
  const [remember, setRemember] = useState(false);
  const giving = useMutation({
    mutationFn: () => giveCode(email.trim(), ticket, code.trim(), remember),
    onSuccess: onState,
  });
  return (
    <SignInForm
      action="Go on"
      work={giving}
      ways={
        <Button size="small" variant="quiet" onPress={onBack}>
          Back
        </Button>
      }
    >
      <TextField
        label="Code"
        name="code"
        autoComplete="one-time-code"
        autoFocus
        isRequired
        mono
        value={code}
        onChange={setCode}
      />
      <Checkbox isSelected={remember} onChange={setRemember}>
        Ask for no code on this machine for 30 days
      </Checkbox>
    </SignInForm>
  );
}
