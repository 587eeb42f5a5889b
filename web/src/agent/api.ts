import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { PostmanItem, ResolvedVariable } from '../model/postman';
import type { SendResult } from '../model/send';
import { call } from './client';

export interface Account {
  id: string;
  email: string;
  name: string;
  has_two_factor: boolean;
}

export interface Status {
  version: string;
  server: { url: string; embedded: boolean };
  account: Account | null;
}

/** Where a request stands: what it inherits and which variables it sees. */
export interface RequestPlace {
  workspace: string;
  environment: string | null;
  /** The collection and the folders that it is in, outermost first. */
  parents: string[];
}

export type SignInState = { state: 'signed_in' } | { state: 'code_wanted'; ticket: string };

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => call<Status>('GET', '/agent/v1/status', { signal }),
  refetchInterval: 30_000,
});

export function signIn(email: string, password: string): Promise<SignInState> {
  return call('POST', '/agent/v1/sign-in', { body: { email, password } });
}

/** `remember`: ask for no code on this machine for 30 days; the agent keeps what it takes. */
export function giveCode(email: string, ticket: string, code: string, remember: boolean): Promise<SignInState> {
  return call('POST', '/agent/v1/sign-in/code', { body: { email, ticket, code, remember } });
}

/** Signs in to the server within the agent, which is this person's own. */
export function signInLocally(): Promise<SignInState> {
  return call('POST', '/agent/v1/sign-in/local');
}

export function signOut(): Promise<void> {
  return call('POST', '/agent/v1/sign-out');
}

/**
 * `id`: the sending's own name, a UUID, by which it can be cancelled. `element`: the saved request that it is of, for the
 * history; null: it is not saved.
 */
export function send(id: string, place: RequestPlace, item: PostmanItem, element: string | null): Promise<SendResult> {
  return call('POST', '/agent/v1/send', { body: { id, ...place, item, element } });
}

export function cancelSend(id: string): Promise<void> {
  return call('POST', `/agent/v1/sends/${id}/cancel`);
}

/** The variables that a request there sees, secrets masked. `seen`: changes when they may have changed. */
export function variablesQuery(place: RequestPlace, seen: number) {
  return queryOptions({
    queryKey: ['variables', place.workspace, place.environment, place.parents.join('/'), seen],
    queryFn: async ({ signal }) =>
      (await call<{ variables: ResolvedVariable[] }>('POST', '/agent/v1/variables', { body: place, signal })).variables,
    placeholderData: keepPreviousData,
  });
}

/** What a file that somebody wants to import is, before it is imported. */
export interface ImportPreview {
  name: string;
  documents: PreviewedDocument[];
  left_out: { source: string; reason: string }[];
  /** What a collection cannot hold of other formats, and what is left to do. */
  notices: string[];
  /** Of a file at an address: its bytes in Base64. */
  data?: string;
}

export interface PreviewedDocument {
  kind: 'collection' | 'environment' | 'globals';
  name: string;
  source: string;
  format: 'Postman' | 'OpenAPI' | 'HAR';
  folders?: number;
  requests?: number;
  variables?: number;
}

/** A file in Base64, or one at an address, which the agent fetches. */
export function previewImport(file: { name: string; data: string } | { url: string }): Promise<ImportPreview> {
  return call('POST', '/agent/v1/import/preview', { body: file });
}
