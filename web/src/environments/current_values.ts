/**
 * The user's own values of variables, beside the initial ones that are shared. They are the agent's, and go to no server.
 */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../agent/client';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { toast } from '../ui/Toast';
import { useSession } from '../workspace/session';

export interface CurrentValue {
  key: string;
  /** null: it is secret, or removed. */
  value: string | null;
  secret: boolean;
  /** A script took the variable away. */
  removed: boolean;
}

const path = '/agent/v1/current-values';
const none: ReadonlyMap<string, CurrentValue> = new Map();

function currentValuesQuery(workspace: string, scope: string | null) {
  return queryOptions({
    queryKey: ['current values', workspace, scope],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ workspace, ...(scope === null ? {} : { scope }) });
      const { values } = await call<{ values: CurrentValue[] }>('GET', `${path}?${query}`, { signal });
      return new Map(values.map((value) => [value.key, value]));
    },
    staleTime: 0,
  });
}

/** After something may have changed them: a script, or somebody in a table. */
export function refreshValues(workspace: string): void {
  void queries.invalidateQueries({ queryKey: ['current values', workspace] });
  void queries.invalidateQueries({ queryKey: ['variables', workspace] });
}

/** The values of a table of variables that are the user's own. */
export interface CurrentValues {
  byKey: ReadonlyMap<string, CurrentValue>;
  set: (key: string, value: string) => Promise<void>;
  /** The initial value holds again; of all variables, without a key. */
  reset: (key?: string) => Promise<void>;
  reveal: (key: string, signal?: AbortSignal) => Promise<string>;
}

/** `scope`: an environment or a collection; null: the globals; undefined: one that has no own values yet. */
export function useCurrentValues(scope: string | null | undefined): CurrentValues | null {
  const workspace = useSession().workspace.id;
  const { data = none } = useQuery({ ...currentValuesQuery(workspace, scope ?? null), enabled: scope !== undefined });
  if (scope === undefined) return null;
  const place = { workspace, ...(scope === null ? {} : { scope }) };
  const change = async (done: Promise<void>) => {
    try {
      await done;
    } catch (error) {
      toast({ title: 'Your value is not kept', detail: explain(error), tone: 'danger' });
    }
    refreshValues(workspace);
  };
  return {
    byKey: data,
    set: (key, value) => change(call('PUT', path, { body: { ...place, key, value } })),
    reset: (key) =>
      change(call('POST', `${path}/reset`, { body: { ...place, ...(key === undefined ? {} : { key }) } })),
    reveal: async (key, signal) =>
      (
        await call<{ value: string }>('POST', `${path}/reveal`, {
          body: { ...place, key },
          ...(signal ? { signal } : {}),
        })
      ).value,
  };
}

/** Those that no row of the table stands for: scripts made them. */
export function withoutRow(values: CurrentValues, keys: ReadonlySet<string>): CurrentValue[] {
  return [...values.byKey.values()].filter(({ key, removed }) => !removed && !keys.has(key));
}

/** Whether the value is another one than the initial one. Of secret values nobody knows without asking. */
export function isOwn(value: CurrentValue | undefined, initial: string): value is CurrentValue {
  return value !== undefined && (value.removed || value.secret || value.value !== initial);
}
