import { useQuery } from '@tanstack/react-query';
import { CloudCog, Plus } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { EmptyState } from '../ui/EmptyState';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Tag } from '../ui/Tag';
import { providersQuery, removeProvider, type Provider } from './api';
import { ProviderDialog } from './ProviderDialog';

type Open = { kind: 'new' } | { kind: 'edit'; provider: Provider } | { kind: 'remove'; provider: Provider };

/** Where else secrets are kept. */
export function Providers() {
  const { data, error } = useQuery(providersQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const kindOf = (type: string) => data?.kinds.find((kind) => kind.type === type);
  const add = (
    <Button variant="primary" isDisabled={!data} onPress={() => setOpen({ kind: 'new' })}>
      <Plus aria-hidden /> New provider
    </Button>
  );
  return (
    <Section
      title="Providers"
      text="Secrets that are kept elsewhere are fetched as a request needs them: {{vault:provider:reference}}."
      actions={data && data.providers.length > 0 ? add : null}
    >
      <Failure>{error ? explain(error) : null}</Failure>
      {data?.providers.length === 0 ? (
        <EmptyState icon={<CloudCog aria-hidden />} title="No provider yet" actions={add}>
          <p>{data.kinds.map(({ title }) => title).join(', ')}: set one up once, and its secrets need no copy.</p>
        </EmptyState>
      ) : null}
      {data && data.providers.length > 0 ? (
        <Rows label="Providers">
          {data.providers.map((provider) => (
            <Row
              key={provider.name}
              icon={<CloudCog aria-hidden />}
              title={
                <>
                  {provider.name}
                  <Tag>{kindOf(provider.type)?.title ?? provider.type}</Tag>
                </>
              }
              detail={
                <>
                  <code>{`{{vault:${provider.name}:${kindOf(provider.type)?.reference_help ?? 'REFERENCE'}}}`}</code> ·
                  goes to {provider.domains.join(', ')}
                </>
              }
            >
              <Button
                size="small"
                aria-label={`Edit ${provider.name}`}
                onPress={() => setOpen({ kind: 'edit', provider })}
              >
                Edit
              </Button>
              <Button
                size="small"
                variant="quiet"
                aria-label={`Remove ${provider.name}`}
                onPress={() => setOpen({ kind: 'remove', provider })}
              >
                Remove
              </Button>
            </Row>
          ))}
        </Rows>
      ) : null}
      {data && open?.kind === 'new' ? <ProviderDialog kinds={data.kinds} provider={null} onClose={close} /> : null}
      {data && open?.kind === 'edit' ? (
        <ProviderDialog kinds={data.kinds} provider={open.provider} onClose={close} />
      ) : null}
      {open?.kind === 'remove' ? (
        <ConfirmDialog
          title={`Remove “${open.provider.name}”?`}
          action="Remove"
          onClose={close}
          onConfirm={async () => {
            await removeProvider(open.provider.name);
            await queries.invalidateQueries(providersQuery);
          }}
        >
          <p>
            Its credentials are forgotten here, and requests that use its secrets fail. The secrets stay where they are.
          </p>
        </ConfirmDialog>
      ) : null}
    </Section>
  );
}
