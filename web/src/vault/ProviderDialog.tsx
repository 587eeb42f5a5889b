import { useMutation } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { FormDialog } from '../ui/FormDialog';
import { Failure } from '../ui/Section';
import { Select } from '../ui/Select';
import { TextField } from '../ui/TextField';
import {
  providersQuery,
  putProvider,
  testProvider,
  type Provider,
  type ProviderChange,
  type ProviderField,
  type ProviderKind,
} from './api';
import { domainsHelp, readDomains } from './domains';

/** Of a kind's settings, the usual ones come first. */
const usualFields = 6;

interface ProviderDialogProps {
  kinds: readonly ProviderKind[];
  /** null: a new one. */
  provider: Provider | null;
  onClose: () => void;
}

/** Sets a provider up, and tries it before it is saved. */
export function ProviderDialog({ kinds, provider, onClose }: ProviderDialogProps) {
  const [type, setType] = useState(provider?.type ?? kinds[0]?.type ?? '');
  const [name, setName] = useState(provider?.name ?? '');
  const [domains, setDomains] = useState(provider?.domains.join(', ') ?? '');
  const [settings, setSettings] = useState<Record<string, string>>(provider?.settings ?? {});
  const [credentials, setCredentials] = useState<Record<string, string>>({});
  const [showsAll, setShowsAll] = useState(false);
  const kind = kinds.find((one) => one.type === type);
  const fields = kind?.fields ?? [];
  const isSet = ({ name: field }: ProviderField) =>
    settings[field] !== undefined || (provider?.credentials.includes(field) ?? false);
  const shown = showsAll ? fields : fields.filter((field, at) => at < usualFields || field.required || isSet(field));
  const change = (): ProviderChange => {
    const known = (fields: Record<string, string>) =>
      Object.fromEntries(Object.entries(fields).filter(([key]) => kind?.fields.some((field) => field.name === key)));
    return {
      name: name.trim(),
      type,
      is_new: provider === null,
      settings: known(settings),
      credentials: known(credentials),
      domains: readDomains(domains),
    };
  };
  const testing = useMutation({ mutationFn: () => testProvider(change()) });
  const saving = useMutation({
    mutationFn: () => putProvider(change()),
    onSuccess: async () => {
      await queries.invalidateQueries(providersQuery);
      onClose();
    },
  });
  // What came of it may stand below the edge of the dialogue.
  const outcome = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (testing.data || testing.error || saving.error) outcome.current?.scrollIntoView({ block: 'nearest' });
  }, [testing.data, testing.error, saving.error]);
  const isReady = name.trim() !== '' && readDomains(domains).length > 0;
  return (
    <FormDialog
      title={provider ? `Edit “${provider.name}”` : 'New provider'}
      action="Save"
      size="medium"
      isReady={isReady}
      isPending={saving.isPending}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      {provider ? null : (
        <>
          <Select
            label="Kind"
            options={kinds.map((one) => ({ id: one.type, name: one.title }))}
            value={type}
            onChange={setType}
          />
          <TextField
            label="Name"
            description="As requests call it: letters, digits, - _ ."
            autoFocus
            maxLength={64}
            value={name}
            onChange={setName}
          />
        </>
      )}
      {shown.map((field) => (
        <Field
          key={`${type}/${field.name}`}
          field={field}
          isThere={provider?.credentials.includes(field.name) ?? false}
          value={(field.secret ? credentials : settings)[field.name] ?? ''}
          onChange={(value) => {
            const set = field.secret ? setCredentials : setSettings;
            set((old) => ({ ...old, [field.name]: value }));
          }}
        />
      ))}
      {shown.length < fields.length ? (
        <Button variant="quiet" onPress={() => setShowsAll(true)}>
          {`Show ${fields.length - shown.length} more settings`}
        </Button>
      ) : null}
      <TextField
        label="Domains that its secrets may go to"
        description={domainsHelp}
        mono
        value={domains}
        onChange={setDomains}
      />
      <div className="vault-test">
        <Button isDisabled={!isReady} isPending={testing.isPending} onPress={() => testing.mutate()}>
          Test the connection
        </Button>
        {testing.data?.ok ? (
          <span role="status" className="vault-good">
            <CircleCheck aria-hidden /> {testing.data.said}
          </span>
        ) : null}
      </div>
      <div ref={outcome}>
        <Failure>
          {testing.data && !testing.data.ok ? `${testing.data.said}. ${testing.data.hint}` : null}
          {testing.error ? explain(testing.error) : null}
          {saving.error ? explain(saving.error) : null}
        </Failure>
      </div>
    </FormDialog>
  );
}

interface FieldProps {
  field: ProviderField;
  /** Of a credential: the vault has one. */
  isThere: boolean;
  value: string;
  onChange: (value: string) => void;
}

function Field({ field, isThere, value, onChange }: FieldProps) {
  const label = field.required ? field.label : `${field.label} (optional)`;
  if (field.choices) {
    const options = field.choices.split('|').map((id) => ({ id, name: id }));
    return (
      <Select
        label={label}
        options={field.required ? options : [{ id: '', name: 'Not set', description: field.help }, ...options]}
        value={value}
        onChange={onChange}
      />
    );
  }
  return (
    <TextField
      label={label}
      description={field.help}
      autoComplete="off"
      mono
      {...(field.secret ? { type: 'password' as const } : {})}
      {...(isThere ? { placeholder: 'as it is' } : {})}
      value={value}
      onChange={onChange}
    />
  );
}
