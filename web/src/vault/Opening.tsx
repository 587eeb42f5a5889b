import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Mark } from '../frame/Mark';
import { Button } from '../ui/Button';
import { NewPasswordFields, useNewPassword } from '../ui/NewPassword';
import { Failure } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { createVault, stateQuery, unlockVault, type VaultState } from './api';
import { fewestOfPassphrase, passphraseAdvice } from './passphrase';
import { shown } from './shown';
import '../sign_in/SignInPage.css';

/** Makes the vault, or opens it. */
export function Opening({ vault }: { vault: VaultState }) {
  const isNew = vault.state === 'none';
  const [passphrase, setPassphrase] = useState('');
  const chosen = useNewPassword(fewestOfPassphrase);
  const opening = useMutation({
    mutationFn: () => (isNew ? createVault(chosen.value) : unlockVault(passphrase)),
    onSuccess: (state) => queries.setQueryData(stateQuery.queryKey, state),
  });
  const isReady = isNew ? chosen.isReady : passphrase !== '';
  const waiting = vault.waiting[0];
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <header>
          <Mark size={40} />
          <h1>{isNew ? 'Make your vault' : 'Open your vault'}</h1>
          <p>
            {isNew
              ? 'Its secrets stay on this machine, encrypted with a key from your passphrase. Nobody can get at them without it, nor bring it back.'
              : vault.proposal
                ? `“${shown(vault.proposal.name)}” is to be put into it.`
                : waiting
                  ? `“${waiting.collection || 'A request'}” wants to use it.`
                  : 'With the passphrase that you gave it.'}
          </p>
        </header>
        <Form
          className="sign-in-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && !opening.isPending) opening.mutate();
          }}
        >
          {isNew ? (
            <NewPasswordFields chosen={chosen} label="Passphrase" description={passphraseAdvice} autoFocus />
          ) : (
            <TextField
              label="Passphrase"
              type="password"
              autoFocus
              autoComplete="current-password"
              value={passphrase}
              onChange={setPassphrase}
            />
          )}
          <Failure>{opening.error ? explain(opening.error) : null}</Failure>
          <Button type="submit" variant="primary" isDisabled={!isReady} isPending={opening.isPending}>
            {isNew ? 'Make the vault' : 'Unlock'}
          </Button>
        </Form>
      </div>
      <p className="sign-in-foot">{vault.file}</p>
    </main>
  );
}
