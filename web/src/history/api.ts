/** What was sent from this app, as the agent keeps it for its user alone. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import type { PostmanItem } from '../model/postman';
import type { SendResult } from '../model/send';

export interface HistoryEntry {
  id: string;
  at_ms: number;
  /** Of the saved request that it was; empty: it was not saved. */
  element: string;
  collection: string;
  name: string;
  method: string | null;
  url: string | null;
  status: number | null;
  time_ms: number | null;
  size: number | null;
}

export interface HistoryDetail {
  entry: HistoryEntry;
  item: PostmanItem;
  result: SendResult;
}

const base = '/agent/v1/history';
const pageSize = 100;

export interface HistorySearch {
  text: string;
  inBodies: boolean;
}

/** Pages of entries, the newest first. */
export function historyQuery(workspace: string, { text, inBodies }: HistorySearch) {
  return infiniteQueryOptions({
    queryKey: ['history', workspace, text, inBodies],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = new URLSearchParams({ workspace, limit: String(pageSize) });
      if (text) query.set('search', text);
      if (text && inBodies) query.set('in', 'bodies');
      if (pageParam) query.set('before', pageParam);
      return (await call<{ entries: HistoryEntry[] }>('GET', `${base}?${query.toString()}`, { signal })).entries;
    },
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.id),
    // Every sending is a new entry.
    staleTime: 0,
  });
}

export function entryQuery(id: string) {
  return queryOptions({
    queryKey: ['history-entry', id],
    queryFn: ({ signal }) => call<HistoryDetail>('GET', `${base}/${id}`, { signal }),
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

export function removeEntry(id: string): Promise<void> {
  return call('DELETE', `${base}/${id}`);
}

export function clearHistory(workspace: string): Promise<void> {
  return call('DELETE', `${base}?workspace=${workspace}`);
}

export interface HistorySettings {
  /** 0: nothing is kept. */
  days: number;
  is_paused: boolean;
}

const settingsPath = '/agent/v1/history-settings';

export const historySettingsQuery = queryOptions({
  queryKey: ['history-settings'],
  queryFn: ({ signal }) => call<HistorySettings>('GET', settingsPath, { signal }),
});

export function saveHistorySettings(settings: HistorySettings): Promise<HistorySettings> {
  return call('PUT', settingsPath, { body: settings });
}
