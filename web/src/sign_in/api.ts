/** What takes no session: accounts, and passwords that were forgotten, as docs/openapi.yaml describes it. */
import { call } from '../agent/client';

export interface NewAccount {
  email: string;
  name: string;
  password: string;
  /** The token of an invitation, or of the link of the first administrator; empty: none. */
  invitation: string;
}

/** With an invitation the account can be used at once; without, once the link of a mail confirmed its address. */
export function signUp(account: NewAccount): Promise<void> {
  const { invitation, ...rest } = account;
  return call('POST', '/api/v1/sign-up', { body: invitation === '' ? rest : account });
}

export function verifyAddress(token: string): Promise<void> {
  return call('POST', '/api/v1/sign-up/verify', { body: { token } });
}

/** Says nothing about whether there is such an account: its owner gets a mail. */
export function askForReset(email: string): Promise<void> {
  return call('POST', '/api/v1/password/reset-request', { body: { email } });
}

/** Ends all sessions of the account; its second factor stays. */
export function resetPassword(token: string, password: string): Promise<void> {
  return call('POST', '/api/v1/password/reset', { body: { token, new_password: password } });
}
