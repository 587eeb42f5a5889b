import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { FileField } from '../ui/FileField';
import { NewPasswordFields, useNewPassword } from '../ui/NewPassword';
import { Failure, Section } from '../ui/Section';
import { saveFile } from '../ui/save_file';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { changePassphrase, entriesQuery, exportVault, importVault, providersQuery, type Imported } from './api';
import { fewestOfPassphrase, passphraseAdvice } from './passphrase';

/** All of the vault at once: into a file, out of one, and under another passphrase. */
export function Backup() {
  return (
    <>
      <ExportForm />
      <ImportForm />
      <PassphraseForm />
    </>
  );
}

function ExportForm() {
  const [current, setCurrent] = useState('');
  const chosen = useNewPassword(fewestOfPassphrase);
  const exporting = useMutation({
    mutationFn: () => exportVault(current, chosen.value),
    onSuccess: ({ file, entries, providers }) => {
      saveFile('vault.age', file, 'application/octet-stream');
      setCurrent('');
      chosen.clear();
      toast({
        title: 'The vault is exported',
        detail: `${countOf(entries, 'secret')} and ${countOf(providers, 'provider')} are in vault.age. Whoever has its passphrase reads them.`,
        tone: 'success',
      });
    },
  });
  return (
    <Section
      title="Export"
      text="All secrets and providers as an age file, which other programs open, too. It has a passphrase of its own."
    >
      <Form
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!exporting.isPending) exporting.mutate();
        }}
      >
        <CurrentField value={current} onChange={setCurrent} />
        <NewPasswordFields chosen={chosen} label="Passphrase of the export" description={passphraseAdvice} />
        <Failure>{exporting.error ? explain(exporting.error) : null}</Failure>
        <div className="ui-section-buttons">
          <Button type="submit" isPending={exporting.isPending} isDisabled={current === '' || !chosen.isReady}>
            Export
          </Button>
        </div>
      </Form>
    </Section>
  );
}

function countOf(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
}

function ImportForm() {
  const [file, setFile] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [replaces, setReplaces] = useState(false);
  const importing = useMutation({
    mutationFn: (from: File) => importVault(from, passphrase, replaces),
    onSuccess: () => {
      setFile(null);
      setPassphrase('');
    },
    onSettled: () => Promise.all([queries.invalidateQueries(entriesQuery), queries.invalidateQueries(providersQuery)]),
  });
  return (
    <Section title="Import" text="Takes the secrets and providers of an export in.">
      <Form
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (file && !importing.isPending) importing.mutate(file);
        }}
      >
        <FileField label="Export" types={['.age', '.txt']} value={file} onChange={setFile} />
        <TextField
          label="Passphrase of this file"
          type="password"
          autoComplete="off"
          value={passphrase}
          onChange={setPassphrase}
        />
        <Checkbox isSelected={replaces} onChange={setReplaces}>
          Replace those that are here already; their values stay as earlier versions
        </Checkbox>
        <Failure>{importing.error ? explain(importing.error) : null}</Failure>
        <div role="status">{importing.data ? <ImportedText imported={importing.data} /> : null}</div>
        <div className="ui-section-buttons">
          <Button type="submit" isPending={importing.isPending} isDisabled={file === null || passphrase === ''}>
            Import
          </Button>
        </div>
      </Form>
    </Section>
  );
}

function ImportedText({ imported: { added, replaced, kept } }: { imported: Imported }) {
  return (
    <>
      <p>
        {added.length} new, {replaced.length} replaced.
      </p>
      {kept.length > 0 ? <p>Left as they were: {kept.join(', ')}.</p> : null}
    </>
  );
}

function PassphraseForm() {
  const [current, setCurrent] = useState('');
  const chosen = useNewPassword(fewestOfPassphrase);
  const changing = useMutation({
    mutationFn: () => changePassphrase(current, chosen.value),
    onSuccess: ({ keys_ended: ended }) => {
      setCurrent('');
      chosen.clear();
      toast({
        title: 'The passphrase is changed',
        detail:
          ended === 0
            ? 'The vault has a new key.'
            : `The vault has a new key. ${countOf(ended, 'other key')}, such as a key file, ended with the old one: signet vault key add makes new ones.`,
        tone: 'success',
      });
    },
  });
  return (
    <Section
      title="Passphrase"
      text="The vault gets a new key with it: who knew the old one opens only copies that they kept. Key files and the keyring end."
    >
      <Form
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!changing.isPending) changing.mutate();
        }}
      >
        <CurrentField value={current} onChange={setCurrent} />
        <NewPasswordFields chosen={chosen} label="New passphrase" description={passphraseAdvice} />
        <Failure>{changing.error ? explain(changing.error) : null}</Failure>
        <div className="ui-section-buttons">
          <Button type="submit" isPending={changing.isPending} isDisabled={current === '' || !chosen.isReady}>
            Change the passphrase
          </Button>
        </div>
      </Form>
    </Section>
  );
}

/** A window that was left open is not enough. */
function CurrentField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextField
      label="Passphrase of the vault"
      type="password"
      autoComplete="current-password"
      value={value}
      onChange={onChange}
    />
  );
}
