/** The vault's own API: it is of this origin alone, and its token is not the app's. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import { fileToBase64 } from '../model/base64';

/** What waits for its user's answer. */
export interface Question {
  id: string;
  /** Nothing is wanted but that the vault be opened. */
  to_unlock: boolean;
  collection: string;
  location: string;
  /** `domains` is empty when the vault does not have the secret. */
  secrets: { name: string; domains: string }[];
  scripts_read: boolean;
  scripts_write: boolean;
}

/** A value of the app's that its user wants in the vault; the agent has it until it is confirmed. */
export interface Proposal {
  id: string;
  name: string;
  /** Where it stands. */
  from: string;
}

export interface VaultState {
  state: 'none' | 'locked' | 'open';
  file: string;
  idle_minutes: number;
  idle_left_seconds: number;
  waiting: Question[];
  proposal: Proposal | null;
}

export interface Entry {
  name: string;
  /** Where its value is read from; empty: it is in the vault. */
  link: string;
  domains: string[];
  note: string;
  tags: string[];
  versions: number;
  changed: string | null;
  used: string | null;
  expires: string | null;
}

export interface Consent {
  id: string;
  collection: string;
  location: string;
  secrets: string[];
  scripts_read: boolean;
  scripts_write: boolean;
  granted: string | null;
}

export interface ProviderField {
  name: string;
  label: string;
  secret: boolean;
  required: boolean;
  help: string;
  /** "a|b"; empty: any text. */
  choices: string;
}

export interface ProviderKind {
  type: string;
  title: string;
  reference_help: string;
  fields: ProviderField[];
}

export interface Provider {
  name: string;
  type: string;
  settings: Record<string, string>;
  /** Names of those that are there. */
  credentials: string[];
  domains: string[];
  ttl_seconds: number;
}

export type Answer = 'no' | 'once' | 'always';

const base = '/vault/v1';

export const stateQuery = queryOptions({
  queryKey: ['vault'],
  queryFn: ({ signal }) => call<VaultState>('GET', `${base}/state`, { signal }),
  refetchInterval: 1000,
});

export const entriesQuery = queryOptions({
  queryKey: ['entries'],
  queryFn: async ({ signal }) => (await call<{ entries: Entry[] }>('GET', `${base}/entries`, { signal })).entries,
});

export const consentsQuery = queryOptions({
  queryKey: ['consents'],
  queryFn: async ({ signal }) => (await call<{ consents: Consent[] }>('GET', `${base}/consents`, { signal })).consents,
});

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) =>
    call<{ providers: Provider[]; kinds: ProviderKind[] }>('GET', `${base}/providers`, { signal }),
});

export function createVault(passphrase: string): Promise<VaultState> {
  return call('POST', `${base}/create`, { body: { passphrase } });
}

export function unlockVault(passphrase: string): Promise<VaultState> {
  return call('POST', `${base}/unlock`, { body: { passphrase } });
}

export function lockVault(): Promise<VaultState> {
  return call('POST', `${base}/lock`);
}

export function setIdle(minutes: number): Promise<VaultState> {
  return call('PUT', `${base}/idle`, { body: { minutes } });
}

export async function revealEntry(name: string, signal: AbortSignal): Promise<string> {
  return (await call<{ value: string }>('POST', `${base}/entries/value`, { body: { name }, signal })).value;
}

export interface EntryChange {
  name: string;
  is_new: boolean;
  new_name?: string;
  value?: string;
  /** In the place of a value: the proposal that has it. */
  proposal?: string;
  domains: string[];
  note: string;
}

export function putEntry(change: EntryChange): Promise<void> {
  return call('PUT', `${base}/entries`, { body: change });
}

export function declineProposal(id: string): Promise<void> {
  return call('DELETE', `${base}/proposals/${id}`);
}

export function removeEntry(name: string): Promise<void> {
  return call('POST', `${base}/entries/remove`, { body: { name } });
}

export function revokeConsent(id: string): Promise<void> {
  return call('DELETE', `${base}/consents/${id}`);
}

export function answerQuestion(id: string, secrets: Answer, scripts: Answer): Promise<void> {
  return call('POST', `${base}/questions/${id}`, { body: { secrets, scripts } });
}

export interface ProviderChange {
  name: string;
  type: string;
  is_new: boolean;
  settings: Record<string, string>;
  domains: string[];
  /** Those that were typed; the others stay. */
  credentials: Record<string, string>;
}

function bodyOf({ credentials, ...rest }: ProviderChange): Record<string, unknown> {
  const typed = Object.entries(credentials).filter(([, value]) => value !== '');
  return { ...rest, ...Object.fromEntries(typed.map(([name, value]) => [`credential_${name}`, value])) };
}

export function testProvider(change: ProviderChange): Promise<{ ok: boolean; said: string; hint: string }> {
  return call('POST', `${base}/providers/test`, { body: bodyOf(change) });
}

export function putProvider(change: ProviderChange): Promise<void> {
  return call('POST', `${base}/providers`, { body: bodyOf(change) });
}

export function removeProvider(name: string): Promise<void> {
  return call('DELETE', `${base}/providers/${encodeURIComponent(name)}`);
}

/** An age file for who knows `passphrase`; `current` is the vault's. */
export function exportVault(
  current: string,
  passphrase: string,
): Promise<{ file: string; entries: number; providers: number }> {
  return call('POST', `${base}/export`, { body: { current, passphrase } });
}

/** Names of secrets and providers, by what became of them. */
export interface Imported {
  added: string[];
  replaced: string[];
  /** They were there and stay as they are. */
  kept: string[];
}

export async function importVault(file: File, passphrase: string, replaces: boolean): Promise<Imported> {
  return call('POST', `${base}/import`, {
    body: { file: await fileToBase64(file), passphrase, on_conflict: replaces ? 'replace' : 'keep' },
  });
}

/** `keys_ended`: how many other keys do not open it any more. */
export function changePassphrase(current: string, passphrase: string): Promise<{ keys_ended: number }> {
  return call('POST', `${base}/passphrase`, { body: { current, passphrase } });
}
