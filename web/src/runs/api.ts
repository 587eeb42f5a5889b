import { queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import type { ListedRun, RunNews, RunRequest } from '../model/run';

/** Starts a run in the agent, where it goes on without this page. Returns its id. */
export async function startRun(request: RunRequest): Promise<string> {
  return (await call<{ id: string }>('POST', '/agent/v1/runs', { body: request })).id;
}

/** What came after the result `after`; the agent waits for news, up to a second. */
export function readRun(id: string, after: number, signal: AbortSignal): Promise<RunNews> {
  return call('GET', `/agent/v1/runs/${encodeURIComponent(id)}?after=${after}`, { signal });
}

export function cancelRun(id: string): Promise<void> {
  return call('POST', `/agent/v1/runs/${encodeURIComponent(id)}/cancel`);
}

/** The last runs that the agent keeps. */
export const runsQuery = queryOptions({
  queryKey: ['runs'],
  queryFn: async ({ signal }) => (await call<{ runs: ListedRun[] }>('GET', '/agent/v1/runs', { signal })).runs,
  staleTime: 0,
});
