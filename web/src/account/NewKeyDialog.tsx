import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { explain, Problem } from '../agent/problem';
import { Checkbox } from '../ui/Checkbox';
import { FormDialog } from '../ui/FormDialog';
import { Failure } from '../ui/Section';
import { Select } from '../ui/Select';
import { TextField } from '../ui/TextField';
import { workspacesQuery } from '../workspace/elements';
import { makeKey, type KeyScope } from './api';
import { withFreshPassword } from './fresh';

const scopes = [
  { id: 'read', name: 'Reads only', description: 'It can change nothing.' },
  { id: 'write', name: 'Reads and writes' },
] as const;

const ends = [
  { id: '30', name: 'In 30 days' },
  { id: '90', name: 'In 90 days' },
  { id: '365', name: 'In a year' },
  { id: 'never', name: 'Never', description: 'Until you revoke it.' },
] as const;

interface NewKeyDialogProps {
  onClose: () => void;
  onMade: (key: string) => void;
}

export function NewKeyDialog({ onClose, onMade }: NewKeyDialogProps) {
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const [name, setName] = useState('');
  const [scope, setScope] = useState<KeyScope>('read');
  const [end, setEnd] = useState<(typeof ends)[number]['id']>('90');
  const [isBound, setBound] = useState(false);
  const [bound, setBoundTo] = useState<readonly string[]>([]);
  const making = useMutation({
    mutationFn: () =>
      withFreshPassword(() =>
        makeKey({
          name: name.trim(),
          scope,
          workspaces: isBound ? [...bound] : null,
          ...(end === 'never' ? {} : { expires_in_days: Number(end) }),
        }),
      ),
    onSuccess: ({ key }) => onMade(key),
  });
  const fault = making.error instanceof Problem ? making.error.faultOf('name') : undefined;
  return (
    <FormDialog
      title="New API key"
      action="Make the key"
      size="medium"
      isReady={name.trim() !== '' && (!isBound || bound.length > 0)}
      isPending={making.isPending}
      onSubmit={() => making.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Name"
        description="What will use it."
        autoFocus
        maxLength={128}
        value={name}
        onChange={setName}
        error={fault}
      />
      <Select label="What it may do" options={scopes} value={scope} onChange={setScope} />
      <Select label="When it ends" options={ends} value={end} onChange={setEnd} />
      <Checkbox isSelected={isBound} onChange={setBound}>
        Only for some workspaces
      </Checkbox>
      {isBound ? (
        <div className="key-workspaces" role="group" aria-label="Workspaces of the key">
          {workspaces.map(({ id, name: its }) => (
            <Checkbox
              key={id}
              isSelected={bound.includes(id)}
              onChange={(isIn) => setBoundTo(isIn ? [...bound, id] : bound.filter((other) => other !== id))}
            >
              {its}
            </Checkbox>
          ))}
        </div>
      ) : null}
      <Failure>{making.error && !fault ? explain(making.error) : null}</Failure>
    </FormDialog>
  );
}
