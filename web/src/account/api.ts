/** One's own account at the team server, as docs/openapi.yaml describes it. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import { list } from '../people/api';

export interface Profile {
  id: string;
  email: string;
  name: string;
  is_admin: boolean;
  has_two_factor: boolean;
  recovery_codes_left: number;
  created: string;
  password_changed: string | null;
}

export interface AccountSession {
  id: string;
  kind: string;
  user_agent: string;
  address: string;
  created: string;
  last_used: string;
  has_second_factor: boolean;
  is_this: boolean;
}

/** A machine on which no code is asked for. */
export interface Device {
  id: string;
  user_agent: string;
  address: string;
  created: string;
  last_used: string;
  expires: string;
}

export type KeyScope = 'read' | 'write';

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  last_four: string;
  scope: KeyScope;
  /** null: all that its owner is in. */
  workspaces: string[] | null;
  created: string | null;
  expires: string | null;
  last_used: string | null;
  revoked: string | null;
  rotated_from: string | null;
}

export interface NewApiKey {
  id: string;
  /** Told this once. */
  key: string;
}

export interface TwoFactorSetUp {
  key: string;
  qr_svg: string;
}

const base = '/api/v1/account';

export const profileQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => call<Profile>('GET', base, { signal }),
});

export const sessionsQuery = queryOptions({
  queryKey: ['account-sessions'],
  queryFn: async ({ signal }) =>
    (await call<{ sessions: AccountSession[] }>('GET', `${base}/sessions`, { signal })).sessions,
});

export const devicesQuery = queryOptions({
  queryKey: ['account-devices'],
  queryFn: async ({ signal }) => (await call<{ devices: Device[] }>('GET', `${base}/devices`, { signal })).devices,
});

export const keysQuery = queryOptions({
  queryKey: ['account-keys'],
  queryFn: async ({ signal }) => (await call<{ api_keys: ApiKey[] }>('GET', `${base}/api-keys`, { signal })).api_keys,
});

/** All accounts of the server; for its administrators. */
export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => list<Pick<Profile, 'id' | 'name' | 'email'>>('/api/v1/server/users', 'users', signal),
});

export function changeName(name: string): Promise<void> {
  return call('PATCH', base, { body: { name } });
}

/** Sends mails; the address changes by the link in one of them. */
export function askForEmailChange(email: string): Promise<void> {
  return call('POST', `${base}/email`, { body: { email } });
}

/** By the link of the mail to the new address. */
export function confirmEmailChange(token: string): Promise<void> {
  return call('POST', `${base}/email/confirm`, { body: { token } });
}

/** For what wants the password to have been given a short time ago. */
export function confirmPassword(password: string): Promise<unknown> {
  return call('POST', '/api/v1/password/confirm', { body: { password } });
}

/** Ends all other sessions. */
export function changePassword(password: string, next: string): Promise<unknown> {
  return call('POST', '/api/v1/password/change', { body: { password, new_password: next } });
}

export function beginTwoFactor(): Promise<TwoFactorSetUp> {
  return call('POST', `${base}/two-factor`);
}

/** Turns it on, and tells the recovery codes. Ends all other sessions. */
export async function confirmTwoFactor(code: string): Promise<string[]> {
  const body = { code };
  return (await call<{ recovery_codes: string[] }>('POST', `${base}/two-factor/confirm`, { body })).recovery_codes;
}

export function removeTwoFactor(password: string, code: string): Promise<void> {
  return call('POST', `${base}/two-factor/remove`, { body: { password, code } });
}

export async function renewRecoveryCodes(): Promise<string[]> {
  return (await call<{ recovery_codes: string[] }>('POST', `${base}/two-factor/recovery-codes`)).recovery_codes;
}

export function revokeSession(id: string): Promise<void> {
  return call('DELETE', `${base}/sessions/${id}`);
}

export async function revokeOtherSessions(): Promise<number> {
  return (await call<{ revoked: number }>('POST', `${base}/sessions/revoke-others`)).revoked;
}

/** Asks it for a code again. */
export function forgetDevice(id: string): Promise<void> {
  return call('DELETE', `${base}/devices/${id}`);
}

export interface KeyRequest {
  name: string;
  scope: KeyScope;
  /** null: all. */
  workspaces: string[] | null;
  expires_in_days?: number;
}

export function makeKey(request: KeyRequest): Promise<NewApiKey> {
  return call('POST', `${base}/api-keys`, { body: request });
}

/** A new one in its place; the old one works on for these days. */
export function rotateKey(id: string, overlapDays: number): Promise<NewApiKey> {
  return call('POST', `${base}/api-keys/${id}/rotate`, { body: { overlap_days: overlapDays } });
}

export function revokeKey(id: string): Promise<void> {
  return call('DELETE', `${base}/api-keys/${id}`);
}

/** Everything the server keeps about oneself. */
export function exportAccount(): Promise<Record<string, unknown>> {
  return call('GET', `${base}/export`);
}

export function deleteAccount(password: string): Promise<void> {
  return call('POST', `${base}/delete`, { body: { password } });
}
