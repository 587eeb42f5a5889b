import { Spinner } from '../ui/Spinner';
import type { OpenTab } from './tabs';

/** Until there is something to show in a tab. */
export function Waiting({ tab }: { tab: OpenTab }) {
  return (
    <div className="workbench-wait">
      <Spinner label={`${tab.name} is loading`} />
    </div>
  );
}
