import { queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';

export interface NetworkSettings {
  proxy_mode: 'off' | 'system' | 'manual';
  proxy_url: string;
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

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => call<NetworkSettings & { notice: string }>('GET', '/agent/v1/settings', { signal }),
});

export function saveSettings(settings: NetworkSettings): Promise<NetworkSettings & { notice: string }> {
  return call('PUT', '/agent/v1/settings', { body: settings });
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
