import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { TextField } from '../ui/TextField';
import { confirmTwoFactor, type TwoFactorSetUp } from './api';
import { withFreshPassword } from './fresh';

interface SetUpDialogProps {
  setUp: TwoFactorSetUp;
  onClose: () => void;
  onDone: (recoveryCodes: string[]) => void;
}

/** The key for the app, as a picture and as text; a first code of it turns the second factor on. */
export function SetUpDialog({ setUp, onClose, onDone }: SetUpDialogProps) {
  const [code, setCode] = useState('');
  const picture = usePicture(setUp.qr_svg);
  const confirming = useMutation({
    mutationFn: () => withFreshPassword(() => confirmTwoFactor(code.replaceAll(/\s/g, ''))),
    onSuccess: onDone,
  });
  const isReady = code.trim() !== '';
  const confirm = () => {
    if (isReady && !confirming.isPending) confirming.mutate();
  };
  return (
    <Dialog
      title="Set up an authenticator app"
      isOpen
      onClose={onClose}
      role="alertdialog"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={!isReady} isPending={confirming.isPending} onPress={confirm}>
            Turn on
          </Button>
        </>
      }
    >
      <div className="two-factor">
        {picture ? <img className="two-factor-qr" src={picture} alt="QR code with the key for the app" /> : null}
        <div className="two-factor-steps">
          <p>1. Scan the picture with your authenticator app.</p>
          <p className="ui-quiet">
            Or type this key into it:
            <code className="two-factor-key">{inGroups(setUp.key)}</code>
          </p>
          <Form
            onSubmit={(event) => {
              event.preventDefault();
              confirm();
            }}
          >
            <TextField
              label="2. Type the code that it shows"
              autoComplete="one-time-code"
              inputMode="numeric"
              autoFocus
              mono
              placeholder="123 456"
              maxLength={16}
              value={code}
              onChange={setCode}
              error={confirming.error ? explain(confirming.error) : undefined}
            />
          </Form>
        </div>
      </div>
      <p className="ui-quiet">It ends all your other sessions.</p>
    </Dialog>
  );
}

/** An SVG as the source of an image: so it is shown, and nothing in it can run. */
function usePicture(svg: string): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return url;
}

function inGroups(key: string): string {
  return key.match(/.{1,4}/g)?.join(' ') ?? key;
}
