import { queryOptions, skipToken, useQuery, type DataTag } from '@tanstack/react-query';
import { queries } from '../agent/queries';
import type { ElementWithContent } from '../model/element';
import { isLive } from './live_state';
import { listElements, listWorkspaces, readElement } from './api';
import { emptyTree, withChanges, type ElementTree } from './tree';

/** How often it is asked for changes, in milliseconds, while none are told, and all the same while they are. */
const askEvery = 2_000;
const askWhileLiveEvery = 30_000;

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: ({ signal }) => listWorkspaces(signal),
  staleTime: 60_000,
});

/** What has come of a tree that is being loaded for the first time. */
function partKey(workspace: string) {
  return ['tree-part', workspace] as unknown as DataTag<readonly string[], ElementTree>;
}

/** All elements of a workspace. Asked again, only what changed since the last time is fetched. */
export function treeQuery(workspace: string) {
  const queryKey = ['tree', workspace] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<ElementTree> => {
      const after = queries.getQueryData<ElementTree>(queryKey)?.seq ?? 0;
      const changed = await listElements(workspace, after, signal, (page) => {
        if (after === 0) queries.setQueryData(partKey(workspace), (part) => withChanges(part ?? emptyTree, page));
      });
      queries.removeQueries({ queryKey: partKey(workspace) });
      return withChanges(queries.getQueryData<ElementTree>(queryKey) ?? emptyTree, changed);
    },
    // A tree is large, and its parts are shared by withChanges already.
    structuralSharing: false,
    refetchInterval: () => (isLive.get() ? askWhileLiveEvery : askEvery),
    refetchOnWindowFocus: true,
  });
}

/** Of a large workspace, what has come of it as long as not all has. */
export function useTree(workspace: string): ElementTree {
  const part = useQuery<ElementTree>({ queryKey: partKey(workspace), queryFn: skipToken }).data;
  return useQuery(treeQuery(workspace)).data ?? part ?? emptyTree;
}

export function treeNow(workspace: string): ElementTree {
  return queries.getQueryData(treeQuery(workspace).queryKey) ?? emptyTree;
}

export function changeTree(workspace: string, change: (tree: ElementTree) => ElementTree): void {
  queries.setQueryData(treeQuery(workspace).queryKey, (tree) => change(tree ?? emptyTree));
}

export function refreshTree(workspace: string): Promise<void> {
  return queries.invalidateQueries({ queryKey: treeQuery(workspace).queryKey });
}

/** An element with its content; `version` as the tree has it, so that a change of somebody else is fetched. */
export function elementQuery(workspace: string, id: string, version: number) {
  return queryOptions({
    queryKey: ['element', workspace, id, version],
    queryFn: ({ signal }) => readElement(workspace, id, signal),
    staleTime: Infinity,
    // What is in it may be secret: it does not stay for long after it was closed.
    gcTime: 60_000,
  });
}

/** Takes in what the server said of an element, so that nobody has to ask for it. */
export function learn(workspace: string, element: ElementWithContent): void {
  const { content, ...listed } = element;
  const request = content.request;
  const method =
    element.kind === 'request' && typeof request === 'object' && request !== null && 'method' in request
      ? { method: String(request.method) }
      : {};
  queries.setQueryData(elementQuery(workspace, element.id, element.version).queryKey, element);
  // The seq of the tree stays: others may have changed something before this.
  changeTree(workspace, (tree) => ({ ...withChanges(tree, [{ ...listed, ...method }]), seq: tree.seq }));
}
