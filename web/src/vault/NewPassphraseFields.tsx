import { TextField } from '../ui/TextField';
import { differs, fewestOfPassphrase, type NewPassphrase } from './passphrase';

interface NewPassphraseFieldsProps {
  label: string;
  autoFocus?: boolean;
  value: NewPassphrase;
  onChange: (value: NewPassphrase) => void;
}

/** A passphrase that is chosen, typed twice. */
export function NewPassphraseFields({ label, autoFocus = false, value, onChange }: NewPassphraseFieldsProps) {
  return (
    <>
      <TextField
        label={label}
        type="password"
        autoFocus={autoFocus}
        autoComplete="new-password"
        description={`At least ${fewestOfPassphrase} characters; four or five random words are good.`}
        value={value.passphrase}
        onChange={(passphrase) => onChange({ ...value, passphrase })}
      />
      <TextField
        label="Once more"
        type="password"
        autoComplete="new-password"
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
        error={differs(value) ? 'The two differ' : undefined}
      />
    </>
  );
}
