import { useState } from 'react';
import { TextField } from '../ui/TextField';

interface NumberFieldProps {
  label: string;
  value: number;
  least: number;
  most: number;
  onChange: (value: number) => void;
  description?: string;
}

/** A field for a whole number; what is not one in its range stays in the field, and says so. */
export function NumberField({ label, value, least, most, onChange, description }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? String(value);
  const isFine = inRange(text, least, most);
  return (
    <TextField
      label={label}
      inputMode="numeric"
      value={text}
      onChange={(next) => {
        const isNumber = inRange(next, least, most);
        setTyped(isNumber ? null : next);
        if (isNumber) onChange(Number(next));
      }}
      onBlur={() => setTyped(null)}
      error={isFine ? undefined : `From ${least} to ${most}`}
      {...(description ? { description } : {})}
    />
  );
}

function inRange(text: string, least: number, most: number): boolean {
  return /^\d{1,9}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}
