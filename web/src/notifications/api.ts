import { queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import { queries } from '../agent/queries';

export interface Notification {
  id: string;
  kind: string;
  /** A sentence without its end. */
  text: string;
  created: string;
  read: string | null;
}

interface Page {
  notifications: Notification[];
  next_cursor: string | null;
  unread: number;
}

const base = '/api/v1/notifications';

export const unreadQuery = queryOptions({
  queryKey: ['notifications-unread'],
  queryFn: async ({ signal }) => (await call<{ unread: number }>('GET', `${base}/unread`, { signal })).unread,
  refetchInterval: 30_000,
});

/** The newest, which are as many as one looks at. */
export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: async ({ signal }) => (await call<Page>('GET', `${base}?limit=100`, { signal })).notifications,
  staleTime: 0,
});

export function refreshNotifications(): Promise<unknown> {
  return Promise.all([notificationsQuery, unreadQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
}

export function markRead(id: string): Promise<void> {
  return call('POST', `${base}/${id}/read`);
}

export function markAllRead(): Promise<unknown> {
  return call('POST', `${base}/read-all`);
}

export function deleteNotification(id: string): Promise<void> {
  return call('DELETE', `${base}/${id}`);
}
