import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Dialog } from '../ui/Dialog';
import { EmptyState } from '../ui/EmptyState';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { Tag } from '../ui/Tag';
import { When } from '../ui/When';
import { workspacesQuery } from '../workspace/elements';
import { keysQuery, revokeKey, type ApiKey } from './api';
import { keyState } from './key_state';
import { NewKeyDialog } from './NewKeyDialog';
import { RotateDialog } from './RotateDialog';
import { ShownOnce } from './ShownOnce';

type Open = { kind: 'new' } | { kind: 'rotate'; key: ApiKey } | { kind: 'revoke'; key: ApiKey };

/** Keys by which programs do what one may do oneself. */
export function ApiKeys() {
  const { data: keys, error } = useQuery(keysQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const [made, setMade] = useState<string | null>(null);
  const close = () => setOpen(null);
  const show = (key: string) => {
    close();
    setMade(key);
    void queries.invalidateQueries(keysQuery);
  };
  const add = (
    <Button variant="primary" onPress={() => setOpen({ kind: 'new' })}>
      <Plus aria-hidden /> New key
    </Button>
  );
  return (
    <Section
      title="API keys"
      text="By them programs act in your name, as with a Postman API key: in the header X-API-Key."
      actions={keys && keys.length > 0 ? add : null}
    >
      <Failure>{error ? explain(error) : null}</Failure>
      {keys === undefined && !error ? <Spinner label="API keys are loading" /> : null}
      {keys?.length === 0 ? (
        <EmptyState icon={<KeyRound aria-hidden />} title="No API key yet" actions={add}>
          <p>Make one for a pipeline or a script. It can do no more than you bind it to.</p>
        </EmptyState>
      ) : null}
      {keys && keys.length > 0 ? (
        <Rows label="API keys">
          {keys.map((key) => (
            <KeyRow
              key={key.id}
              apiKey={key}
              onRotate={() => setOpen({ kind: 'rotate', key })}
              onRevoke={() => setOpen({ kind: 'revoke', key })}
            />
          ))}
        </Rows>
      ) : null}
      {open?.kind === 'new' ? <NewKeyDialog onClose={close} onMade={show} /> : null}
      {open?.kind === 'rotate' ? <RotateDialog apiKey={open.key} onClose={close} onMade={show} /> : null}
      {open?.kind === 'revoke' ? (
        <ConfirmDialog
          title={`Revoke “${open.key.name}”?`}
          action="Revoke"
          onClose={close}
          onConfirm={async () => {
            await revokeKey(open.key.id);
            await queries.invalidateQueries(keysQuery);
          }}
        >
          <p>What uses it is refused at once, and it cannot be brought back.</p>
        </ConfirmDialog>
      ) : null}
      {made === null ? null : <MadeDialog apiKey={made} onClose={() => setMade(null)} />}
    </Section>
  );
}

interface KeyRowProps {
  apiKey: ApiKey;
  onRotate: () => void;
  onRevoke: () => void;
}

function KeyRow({ apiKey, onRotate, onRevoke }: KeyRowProps) {
  const { data: workspaces } = useQuery(workspacesQuery);
  const state = keyState(apiKey, Date.now());
  const { name, prefix, last_four: lastFour, scope, expires, last_used: lastUsed, workspaces: bound } = apiKey;
  const reach = bound
    ?.map((id) => workspaces?.find((workspace) => workspace.id === id)?.name ?? 'another workspace')
    .join(', ');
  return (
    <Row
      icon={<KeyRound aria-hidden />}
      title={
        <>
          {name}
          <Tag>{scope === 'read' ? 'Reads only' : 'Reads and writes'}</Tag>
          {state === 'good' ? null : <Tag tone="warning">{state === 'revoked' ? 'Revoked' : 'Expired'}</Tag>}
        </>
      }
      detail={
        <>
          <code>
            {prefix}…{lastFour}
          </code>{' '}
          · {reach ?? 'all your workspaces'} ·{' '}
          {lastUsed ? (
            <>
              used <When at={lastUsed} />
            </>
          ) : (
            'never used'
          )}
          {expires && state === 'good' ? (
            <>
              {' '}
              · ends <When at={expires} />
            </>
          ) : null}
        </>
      }
    >
      {state === 'good' ? (
        <>
          <Button size="small" aria-label={`Replace ${name}`} onPress={onRotate}>
            Replace
          </Button>
          <Button size="small" variant="quiet" aria-label={`Revoke ${name}`} onPress={onRevoke}>
            Revoke
          </Button>
        </>
      ) : null}
    </Row>
  );
}

function MadeDialog({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  return (
    <Dialog
      title="Your new API key"
      isOpen
      onClose={onClose}
      role="alertdialog"
      actions={
        <Button variant="primary" onPress={onClose}>
          I have kept it
        </Button>
      }
    >
      <p>It is shown only now: the server keeps a hash of it. Put it into your secret store.</p>
      <ShownOnce label="API key" lines={[apiKey]} />
    </Dialog>
  );
}
