import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { ShownOnce } from './ShownOnce';

/** The recovery codes, this once. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog
      title="Your recovery codes"
      isOpen
      onClose={onClose}
      role="alertdialog"
      actions={
        <Button variant="primary" onPress={onClose}>
          I have kept them
        </Button>
      }
    >
      <p>
        Each of them works once in the place of a code, when your authenticator app is out of reach. They are shown only
        now: keep them where your passwords are.
      </p>
      <ShownOnce label="Recovery codes" lines={codes} fileName="signet-recovery-codes.txt" />
    </Dialog>
  );
}
