import { ShieldAlert } from 'lucide-react';
import { isFactorWanted } from '../agent/factor_wanted';
import { useStore } from '../state/store';
import { openPlace } from '../tabs/actions';
import { Button } from '../ui/Button';
import { useSession } from '../workspace/session';

/** A team shows nothing to who signed in without a second factor: here is the way to one. */
export function FactorBanner() {
  const session = useSession();
  if (!useStore(isFactorWanted)) return null;
  return (
    <div className="frame-banner" role="status">
      <ShieldAlert aria-hidden />
      <span>This team requires a second factor. Until you have one, you can do nothing in it.</span>
      <Button size="small" variant="primary" onPress={() => openPlace(session, 'account')}>
        Set it up
      </Button>
    </div>
  );
}
