/** Whether something was refused because a team wants a second factor that this session was not signed in with. */
import { Store } from '../state/store';
import { Problem } from './problem';

const secondFactorRequired = 'urn:signet:problem:second-factor-required';

export const isFactorWanted = new Store(false);

export function noteWantedFactor(error: unknown): void {
  if (error instanceof Problem && error.document.type === secondFactorRequired) isFactorWanted.set(true);
}
