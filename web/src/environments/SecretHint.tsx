import { ShieldAlert } from 'lucide-react';
import { Button } from '../ui/Button';
import './SecretHint.css';

/** Below a value in the open that looks like a secret; `onSeal` makes it one. */
export function SecretHint({ name, onSeal }: { name: string; onSeal: () => void }) {
  return (
    <div className="secret-hint">
      <ShieldAlert aria-hidden />
      <span>Looks like a secret</span>
      <Button size="small" variant="quiet" aria-label={`Make it secret: ${name}`} onPress={onSeal}>
        Make it secret
      </Button>
    </div>
  );
}
