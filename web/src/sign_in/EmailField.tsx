import { TextField } from '../ui/TextField';

interface EmailFieldProps {
  email: string;
  onEmail: (email: string) => void;
  error?: string | undefined;
}

/** The address of an account, as browsers and password managers fill it in. */
export function EmailField({ email, onEmail, error }: EmailFieldProps) {
  return (
    <TextField
      label="E-mail address"
      type="email"
      name="email"
      autoComplete="username"
      autoFocus
      isRequired
      value={email}
      onChange={onEmail}
      error={error}
    />
  );
}
