import { useMutation } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { isFactorWanted } from '../agent/factor_wanted';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { FormDialog } from '../ui/FormDialog';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Tag } from '../ui/Tag';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { beginTwoFactor, removeTwoFactor, renewRecoveryCodes, type Profile, type TwoFactorSetUp } from './api';
import { withFreshPassword } from './fresh';
import { RecoveryCodes } from './RecoveryCodes';
import { SetUpDialog } from './SetUpDialog';

/** All that shows whether it is on, or that was refused without it. */
async function refresh(): Promise<void> {
  isFactorWanted.set(false);
  await queries.invalidateQueries();
}

type Open = { kind: 'set-up'; setUp: TwoFactorSetUp } | { kind: 'renew' } | { kind: 'remove' };

/** The second factor: a code of an authenticator app beside the password. */
export function TwoFactor({ profile }: { profile: Profile }) {
  const [open, setOpen] = useState<Open | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const beginning = useMutation({
    mutationFn: () => withFreshPassword(beginTwoFactor),
    onSuccess: (setUp) => setOpen({ kind: 'set-up', setUp }),
  });
  const close = () => setOpen(null);
  const isOn = profile.has_two_factor;
  const showCodes = async (made: string[]) => {
    setCodes(made);
    await refresh();
  };
  return (
    <Section
      title="Second factor"
      text="With it, a stolen password is not enough: signing in also takes a code of an authenticator app."
    >
      <Rows label="Second factor">
        <Row
          icon={isOn ? <ShieldCheck aria-hidden /> : <ShieldAlert aria-hidden />}
          title={
            <>
              Authenticator app
              <Tag tone={isOn ? 'good' : 'warning'}>{isOn ? 'On' : 'Off'}</Tag>
            </>
          }
          detail={isOn ? codesLeft(profile.recovery_codes_left) : 'Any app that makes codes by time (TOTP) will do.'}
        >
          {isOn ? (
            <>
              <Button size="small" onPress={() => setOpen({ kind: 'renew' })}>
                New recovery codes
              </Button>
              <Button size="small" variant="quiet" onPress={() => setOpen({ kind: 'remove' })}>
                Turn off
              </Button>
            </>
          ) : (
            <Button size="small" variant="primary" isPending={beginning.isPending} onPress={() => beginning.mutate()}>
              Set up
            </Button>
          )}
        </Row>
      </Rows>
      <Failure>{beginning.error ? explain(beginning.error) : null}</Failure>
      {open?.kind === 'set-up' ? (
        <SetUpDialog
          setUp={open.setUp}
          onClose={close}
          onDone={(made) => {
            close();
            void showCodes(made);
          }}
        />
      ) : null}
      {open?.kind === 'renew' ? (
        <ConfirmDialog
          title="New recovery codes?"
          action="Make new codes"
          onClose={close}
          onConfirm={async () => showCodes(await withFreshPassword(renewRecoveryCodes))}
        >
          <p>The codes that you have now stop working at once.</p>
        </ConfirmDialog>
      ) : null}
      {open?.kind === 'remove' ? <RemoveDialog onClose={close} /> : null}
      {codes ? <RecoveryCodes codes={codes} onClose={() => setCodes(null)} /> : null}
    </Section>
  );
}

function codesLeft(count: number): string {
  if (count === 0) return 'No recovery code is left: make new ones, or a lost phone locks you out.';
  return `${count} recovery ${count === 1 ? 'code is' : 'codes are'} left, for when the app is out of reach.`;
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const removing = useMutation({
    mutationFn: () => withFreshPassword(() => removeTwoFactor(password, code.trim()), password),
    onSuccess: async () => {
      onClose();
      toast({ title: 'Your second factor is off', detail: 'Signing in takes your password alone now.' });
      await refresh();
    },
  });
  return (
    <FormDialog
      title="Turn the second factor off?"
      action="Turn off"
      tone="danger"
      isReady={password !== '' && code.trim() !== ''}
      isPending={removing.isPending}
      onSubmit={() => removing.mutate()}
      onClose={onClose}
      before={<p>Whoever has your password can sign in as you then.</p>}
    >
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={setPassword}
      />
      <TextField label="Code" autoComplete="one-time-code" mono value={code} onChange={setCode} />
      <Failure>{removing.error ? explain(removing.error) : null}</Failure>
    </FormDialog>
  );
}
