/** The audit log of a team, of the server or of oneself, and what changed in a workspace, as docs/openapi.yaml has it. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import { at } from '../workspace/api';

export interface AuditRecord {
  seq: number;
  at: string;
  action: string;
  actor_kind: 'user' | 'api_key' | 'system' | 'nobody';
  /** An id. */
  actor: string | null;
  /** An id. */
  target: string | null;
  address: string;
  user_agent: string;
  details: Record<string, unknown>;
}

/** What somebody did to an element of a workspace. */
export interface WorkspaceChange {
  seq: number;
  at: string;
  /** A user's id. */
  actor: string;
  action: string;
  element: string;
  kind: string;
  /** Of the element then. */
  name: string;
}

/** Empty texts: all. */
export interface ActivityFilter {
  /** A user's id. */
  actor: string;
  action: string;
  /** Days as a date field has them, "2026-11-28", in this machine's zone; both are included. */
  from: string;
  until: string;
}

export const noFilter: ActivityFilter = { actor: '', action: '', from: '', until: '' };

/** A list of the team server's that is filtered and paged. */
export interface ActivitySource {
  path: string;
  /** The member of a page that holds the list. */
  member: 'records' | 'changes';
}

interface ActivityPage<T> {
  items: T[];
  next: string | null;
}

/** The filter as a query, with a page of `limit`. */
export function queryOf({ actor, action, from, until }: ActivityFilter, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (actor !== '') query.set('actor', actor);
  if (action !== '') query.set('action', action);
  if (from !== '') query.set('from', new Date(`${from}T00:00:00`).toISOString());
  if (until !== '') query.set('until', new Date(`${until}T23:59:59.999`).toISOString());
  return query.toString();
}

async function readPage<T>(
  source: ActivitySource,
  query: string,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<ActivityPage<T>> {
  const page = await call<Record<string, unknown>>('GET', `${source.path}?${query}${at(cursor)}`, {
    ...(signal ? { signal } : {}),
  });
  return { items: page[source.member] as T[], next: page.next_cursor as string | null };
}

export function activityQuery<T>(source: ActivitySource, filter: ActivityFilter) {
  return infiniteQueryOptions({
    queryKey: ['activity', source.path, filter],
    queryFn: ({ signal, pageParam }) => readPage<T>(source, queryOf(filter, 50), pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** What a file holds at most: the newest of what the filter lets through. */
export const mostExported = 10_000;

/** All that the filter lets through, newest first. */
export async function readActivity<T>(source: ActivitySource, filter: ActivityFilter): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const page: ActivityPage<T> = await readPage<T>(source, queryOf(filter, 200), cursor);
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && found.length < mostExported);
  return found.slice(0, mostExported);
}
