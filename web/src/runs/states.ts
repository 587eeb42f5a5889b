import type { RunState } from '../model/run';

export const stateNames: Record<RunState, string> = {
  running: 'Running',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Stopped by an error',
};
