import { useState } from 'react';
import { TextField } from './TextField';

/** A password or passphrase that is being chosen. */
export interface NewPassword {
  value: string;
  again: string;
  setValue: (value: string) => void;
  setAgain: (again: string) => void;
  /** Long enough, and typed twice alike. */
  isReady: boolean;
  clear: () => void;
}

/** `fewest`: characters that it has at least; whoever takes it has the last word. */
export function useNewPassword(fewest: number): NewPassword {
  const [value, setValue] = useState('');
  const [again, setAgain] = useState('');
  return {
    value,
    again,
    setValue,
    setAgain,
    isReady: value.length >= fewest && again === value,
    clear: () => {
      setValue('');
      setAgain('');
    },
  };
}

interface NewPasswordFieldsProps {
  chosen: NewPassword;
  /** "New password"; the second field is the same, again. */
  label: string;
  description: string;
  /** What is wrong with it, as whoever was to take it says. */
  error?: string | undefined;
  autoFocus?: boolean;
}

/** The two fields for a password that is chosen: it is typed twice, as nobody sees it. */
export function NewPasswordFields({ chosen, label, description, error, autoFocus = false }: NewPasswordFieldsProps) {
  const differs = chosen.again !== '' && chosen.again !== chosen.value;
  return (
    <>
      <TextField
        label={label}
        type="password"
        autoComplete="new-password"
        autoFocus={autoFocus}
        description={description}
        value={chosen.value}
        onChange={chosen.setValue}
        error={error}
      />
      <TextField
        label={`${label} again`}
        type="password"
        autoComplete="new-password"
        value={chosen.again}
        onChange={chosen.setAgain}
        error={differs ? 'The two are not the same.' : undefined}
      />
    </>
  );
}
