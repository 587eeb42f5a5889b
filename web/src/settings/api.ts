import { queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import { fileToBase64 } from '../model/base64';

export interface NetworkSettings {
  proxy_mode: 'off' | 'system' | 'manual';
  proxy_url: string;
  /** Empty: the proxy asks for none. */
  proxy_user: string;
  /** Hosts that are reached without it, with commas between. */
  proxy_bypass: string;
  /** 0: none. */
  timeout_ms: number;
  follow_redirects: boolean;
  verify: boolean;
  /** PEM. */
  authorities: string;
  /** Empty: the defaults. */
  protocols: string[];
  suites: string[];
}

export interface CookiePlace {
  domain: string;
  path: string;
  name: string;
}

export interface Cookie extends CookiePlace {
  size: number;
  /** Null: until the app ends. */
  expires_ms: number | null;
  secure: boolean;
  http_only: boolean;
  same_site: string;
}

export type CookieEdit = CookiePlace & { value: string; secure: boolean; http_only: boolean };

/** `proxy_password`: absent leaves it as it is, an empty one removes it. */
export type SettingsChange = NetworkSettings & { proxy_password?: string };

export type ShownSettings = NetworkSettings & { has_proxy_password: boolean; notice: string };

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => call<ShownSettings>('GET', '/agent/v1/settings', { signal }),
});

export function saveSettings(settings: SettingsChange): Promise<ShownSettings> {
  return call('PUT', '/agent/v1/settings', { body: settings });
}

/** Why nothing came back, or what did. */
export type Tried =
  | { error: { message: string; hint: string } }
  | { error: null; status: number; status_text: string; ms: number; through_proxy: boolean };

/** Sends a request by settings that are not saved. */
export function trySettings(settings: SettingsChange & { url: string }): Promise<Tried> {
  return call('POST', '/agent/v1/settings/try', { body: settings });
}

export interface ClientCertificate {
  id: string;
  hosts: string[];
  /** Why it cannot be used; empty when it can, and the rest is there then. */
  fault: string;
  subject: string;
  issuer: string;
  /** "EC P-256". */
  key: string;
  /** Seconds since 1970. */
  not_after: number;
}

export const certificatesQuery = queryOptions({
  queryKey: ['client certificates'],
  queryFn: async ({ signal }) =>
    (await call<{ certificates: ClientCertificate[] }>('GET', '/agent/v1/client-certificates', { signal }))
      .certificates,
});

export interface NewCertificate {
  hosts: string[];
  certificate: File;
  key: File | null;
  passphrase: string;
}

export async function addCertificate({ hosts, certificate, key, passphrase }: NewCertificate): Promise<void> {
  await call('POST', '/agent/v1/client-certificates', {
    body: {
      hosts,
      certificate: await fileToBase64(certificate),
      ...(key ? { key: await fileToBase64(key) } : {}),
      ...(passphrase ? { passphrase } : {}),
    },
  });
}

export function removeCertificate(id: string): Promise<void> {
  return call('DELETE', `/agent/v1/client-certificates/${id}`);
}

export const cookiesQuery = queryOptions({
  queryKey: ['cookies'],
  queryFn: async ({ signal }) => (await call<{ cookies: Cookie[] }>('GET', '/agent/v1/cookies', { signal })).cookies,
  staleTime: 0,
});

export async function cookieValue({ domain, path, name }: CookiePlace): Promise<string> {
  const query = new URLSearchParams({ domain, path, name });
  return (await call<{ value: string }>('GET', `/agent/v1/cookies/value?${query}`)).value;
}

export function putCookie(cookie: CookieEdit): Promise<void> {
  return call('PUT', '/agent/v1/cookies', { body: cookie });
}

/** One cookie, those of a domain, or all. */
export function deleteCookies(which: Partial<CookiePlace>): Promise<void> {
  const { domain, path, name } = which;
  const query = new URLSearchParams({
    ...(domain === undefined ? {} : { domain }),
    ...(path === undefined ? {} : { path }),
    ...(name === undefined ? {} : { name }),
  }).toString();
  return call('DELETE', `/agent/v1/cookies${query ? `?${query}` : ''}`);
}
