import { ShieldAlert } from 'lucide-react';
import { Button } from '../ui/Button';
import './SecretHint.css';

interface SecretHintProps {
  name: string;
  /** Makes it a secret of the environment. */
  onSeal: () => void;
  /** Makes it one of the user's own vault. */
  onMove: () => void;
}

/** Below a value in the open that looks like a secret. */
export function SecretHint({ name, onSeal, onMove }: SecretHintProps) {
  return (
    <div className="secret-hint">
      <ShieldAlert aria-hidden />
      <span>Looks like a secret</span>
      <Button size="small" variant="quiet" aria-label={`Make it secret: ${name}`} onPress={onSeal}>
        Make it secret
      </Button>
      <Button size="small" variant="quiet" aria-label={`Move to the vault: ${name}`} onPress={onMove}>
        Move to the vault
      </Button>
    </div>
  );
}
