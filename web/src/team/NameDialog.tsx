import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { FormDialog } from '../ui/FormDialog';
import { TextField } from '../ui/TextField';

interface NameDialogProps {
  title: string;
  label: string;
  action: string;
  value?: string;
  onSave: (name: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks for the name of something; stays open with the reason when it is refused. */
export function NameDialog({ title, label, action, value = '', onSave, onClose }: NameDialogProps) {
  const [name, setName] = useState(value);
  const saving = useMutation({ mutationFn: onSave, onSuccess: onClose });
  return (
    <FormDialog
      title={title}
      action={action}
      isReady={name.trim() !== '' && name.trim() !== value}
      isPending={saving.isPending}
      onSubmit={() => saving.mutate(name.trim())}
      onClose={onClose}
    >
      <TextField
        label={label}
        autoComplete="off"
        autoFocus
        maxLength={128}
        value={name}
        onChange={setName}
        error={saving.error ? explain(saving.error) : undefined}
      />
    </FormDialog>
  );
}
