import type { RunState } from '../model/run';

export const stateNames: Record<RunState, string> = {
  running: 'Running',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Stopped by an error',
};

/** How a run stands, in a colour; its text is beside it. */
export function RunDot({ state, failures }: { state: RunState; failures: number }) {
  const tone = state === 'done' && failures > 0 ? 'failed' : state;
  return <span className={`run-dot run-dot-${tone}`} aria-hidden />;
}
