/** What wants the password to have been given a short time ago: it is asked for once, and then the work is done. */
import { signInLocally, statusQuery, type Status } from '../agent/api';
import { Problem } from '../agent/problem';
import { queries } from '../agent/queries';
import { Store } from '../state/store';
import { confirmPassword } from './api';

const passwordRequired = 'urn:signet:problem:password-required';
/** Of the account that the agent makes for whoever works without a team server. */
const localEmail = 'me@localhost.localdomain';

/** Whether the agent itself signs in to this account: its password is a random one that nobody has to know. */
export function isLocalAccount({ server, account }: Pick<Status, 'server' | 'account'>): boolean {
  return server.embedded && account?.email === localEmail;
}

/** Is answered when the password was given and confirmed, or not. */
export type Asking = (isGiven: boolean) => void;

/** Set while the password is asked for; FreshPasswordDialog shows it. */
export const asking = new Store<Asking | null>(null);

function askForPassword(): Promise<boolean> {
  asking.get()?.(false);
  return new Promise((resolve) => {
    asking.set((isGiven) => {
      asking.set(null);
      resolve(isGiven);
    });
  });
}

/** `password`: was typed for this work already. */
async function freshen(password?: string): Promise<void> {
  if (password !== undefined) {
    await confirmPassword(password);
    return;
  }
  const status = queries.getQueryData(statusQuery.queryKey);
  if (status && isLocalAccount(status)) await signInLocally();
  else if (!(await askForPassword())) throw new Error('Nothing was done: it takes your password.');
}

export async function withFreshPassword<T>(work: () => Promise<T>, password?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.document.type !== passwordRequired) throw error;
    await freshen(password);
    return work();
  }
}
