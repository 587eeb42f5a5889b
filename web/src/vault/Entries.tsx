import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { EmptyState } from '../ui/EmptyState';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { SecretCell } from '../ui/SecretCell';
import { Spinner } from '../ui/Spinner';
import { Tag } from '../ui/Tag';
import { When } from '../ui/When';
import { entriesQuery, removeEntry, revealEntry, type Entry } from './api';
import { EntryDialog } from './EntryDialog';

type Open = { kind: 'new' } | { kind: 'edit'; entry: Entry } | { kind: 'remove'; entry: Entry };

/** The secrets that are in the vault itself. */
export function Entries() {
  const { data: entries, error } = useQuery(entriesQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const add = (
    <Button variant="primary" onPress={() => setOpen({ kind: 'new' })}>
      <Plus aria-hidden /> New secret
    </Button>
  );
  return (
    <Section
      title="Secrets"
      text="Requests use them as {{vault:name}}, and they go to their own domains alone. Nobody else gets them, and no server."
      actions={entries && entries.length > 0 ? add : null}
    >
      <Failure>{error ? explain(error) : null}</Failure>
      {entries === undefined && !error ? <Spinner label="The secrets are loading" /> : null}
      {entries?.length === 0 ? (
        <EmptyState icon={<KeyRound aria-hidden />} title="No secret yet" actions={add}>
          <p>Put in a token or a password that is your own, and use it in requests by its name.</p>
        </EmptyState>
      ) : null}
      {entries && entries.length > 0 ? (
        <Rows label="Secrets">
          {entries.map((entry) => (
            <EntryRow
              key={entry.name}
              entry={entry}
              onEdit={() => setOpen({ kind: 'edit', entry })}
              onRemove={() => setOpen({ kind: 'remove', entry })}
            />
          ))}
        </Rows>
      ) : null}
      {open?.kind === 'new' ? <EntryDialog entry={null} onClose={close} /> : null}
      {open?.kind === 'edit' ? <EntryDialog entry={open.entry} onClose={close} /> : null}
      {open?.kind === 'remove' ? (
        <ConfirmDialog
          title={`Remove “${open.entry.name}”?`}
          action="Remove"
          onClose={close}
          onConfirm={async () => {
            await removeEntry(open.entry.name);
            await queries.invalidateQueries(entriesQuery);
          }}
        >
          <p>Its value and its earlier values are gone for good, and requests that use it fail.</p>
        </ConfirmDialog>
      ) : null}
    </Section>
  );
}

interface EntryRowProps {
  entry: Entry;
  onEdit: () => void;
  onRemove: () => void;
}

function EntryRow({ entry, onEdit, onRemove }: EntryRowProps) {
  const { name, link, domains, note, tags, used, expires } = entry;
  return (
    <Row
      icon={<KeyRound aria-hidden />}
      title={
        <>
          {name}
          {tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </>
      }
      detail={
        <>
          <code>{`{{vault:${name}}}`}</code> · goes to {domains.join(', ')}
          {used ? (
            <>
              {' '}
              · used <When at={used} />
            </>
          ) : null}
          {expires ? (
            <>
              {' '}
              · ends <When at={expires} />
            </>
          ) : null}
          {note ? <div>{note}</div> : null}
        </>
      }
    >
      {link ? (
        <Tag>from {link}</Tag>
      ) : (
        <div className="vault-value">
          <SecretCell
            label={`Value of ${name}`}
            value={null}
            readOnly
            onChange={() => undefined}
            reveal={(signal) => revealEntry(name, signal)}
          />
        </div>
      )}
      <Button size="small" aria-label={`Edit ${name}`} onPress={onEdit}>
        Edit
      </Button>
      <Button size="small" variant="quiet" aria-label={`Remove ${name}`} onPress={onRemove}>
        Remove
      </Button>
    </Row>
  );
}
