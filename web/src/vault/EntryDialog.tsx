import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { FormDialog } from '../ui/FormDialog';
import { Failure } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { entriesQuery, putEntry, stateQuery, type Entry, type Proposal } from './api';
import { domainsHelp, readDomains } from './domains';
import { shown } from './shown';

interface EntryDialogProps {
  /** Null for a new one. */
  entry: Entry | null;
  /** A new one whose value the agent has. */
  proposal?: Proposal;
  onClose: () => void;
}

/** Names a secret, and says where it may go. */
export function EntryDialog({ entry, proposal, onClose }: EntryDialogProps) {
  const [name, setName] = useState(entry?.name ?? proposal?.name ?? '');
  const [value, setValue] = useState('');
  const [domains, setDomains] = useState(entry?.domains.join(', ') ?? '');
  const [note, setNote] = useState(entry?.note ?? '');
  const saving = useMutation({
    mutationFn: () =>
      putEntry({
        name: entry?.name ?? name.trim(),
        is_new: entry === null,
        domains: readDomains(domains),
        note: note.trim(),
        ...(entry && name.trim() !== entry.name ? { new_name: name.trim() } : {}),
        ...(value === '' ? {} : { value }),
        ...(proposal ? { proposal: proposal.id } : {}),
      }),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries(entriesQuery), queries.invalidateQueries(stateQuery)]);
      onClose();
    },
  });
  const hasValue = entry !== null || proposal !== undefined || value !== '';
  const isReady = name.trim() !== '' && readDomains(domains).length > 0 && hasValue;
  return (
    <FormDialog
      title={titleOf(entry, proposal)}
      action={entry ? 'Save' : 'Put it into the vault'}
      size="medium"
      isReady={isReady}
      isPending={saving.isPending}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
      before={
        proposal ? (
          <p>
            <strong>{shown(proposal.from)}</strong> has this value in the open. Put it here, and requests use it by its
            name.
          </p>
        ) : null
      }
    >
      <TextField label="Name" autoFocus={entry === null} maxLength={128} value={name} onChange={setName} />
      {proposal ? null : (
        <TextField
          label="Value"
          type="password"
          autoComplete="off"
          mono
          value={value}
          onChange={setValue}
          {...(entry && !entry.link ? { placeholder: 'as it is' } : {})}
        />
      )}
      <TextField label="Domains" description={domainsHelp} mono value={domains} onChange={setDomains} />
      <TextField label="Note" value={note} onChange={setNote} />
      <Failure>{saving.error ? explain(saving.error) : null}</Failure>
    </FormDialog>
  );
}

function titleOf(entry: Entry | null, proposal: Proposal | undefined): string {
  if (entry) return `Edit “${entry.name}”`;
  return proposal ? 'Move a value into the vault' : 'New secret';
}
