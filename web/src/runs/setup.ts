/** What a person chose for a run, as a value. */
import type { Element } from '../model/element';
import { isContainer } from '../model/element';
import type { RunRequest } from '../model/run';
import { ancestorsOf, childrenOf, type ElementTree } from '../workspace/tree';

export const mostIterations = 10_000;
/** A minute, in milliseconds. */
export const longestDelay = 60_000;

export interface DataFile {
  name: string;
  /** null: not kept over a reload, it has to be chosen again. */
  text: string | null;
}

export interface RunSetup {
  environment: string | null;
  /** The requests that are left out; those that come to the collection later are in. */
  without: readonly string[];
  /** Ids of requests in an order of the person's own; empty: that of the collection. */
  order: readonly string[];
  iterations: number;
  /** Milliseconds between two requests. */
  delay: number;
  stopOnFailure: boolean;
  data: DataFile | null;
}

export function newSetup(environment: string | null): RunSetup {
  return { environment, without: [], order: [], iterations: 1, delay: 0, stopOnFailure: false, data: null };
}

/** All requests below an element, in the order in which they run. */
export function requestsIn(tree: ElementTree, root: string): Element[] {
  return childrenOf(tree, root).flatMap((id) => {
    const element = tree.byId.get(id);
    if (!element) return [];
    if (isContainer(element.kind)) return requestsIn(tree, id);
    return element.kind === 'request' ? [element] : [];
  });
}

/** All requests in the order in which they run. One that `order` does not name follows the one it does in the collection. */
export function requestsInOrder(tree: ElementTree, root: string, order: readonly string[]): Element[] {
  const all = requestsIn(tree, root);
  const byId = new Map(all.map((request) => [request.id, request]));
  const sorted = order.flatMap((id) => byId.get(id) ?? []);
  if (sorted.length === 0) return all;
  const named = new Set(order);
  all.forEach((request, index) => {
    if (named.has(request.id)) return;
    const before = all[index - 1];
    sorted.splice(before ? sorted.indexOf(before) + 1 : 0, 0, request);
  });
  return sorted;
}

/** The order once a request stands before another one; null: is the last. Empty where it is the collection's again. */
export function withMoved(
  tree: ElementTree,
  root: string,
  order: readonly string[],
  id: string,
  before: string | null,
): string[] {
  const rest = requestsInOrder(tree, root, order).flatMap((request) => (request.id === id ? [] : [request.id]));
  const at = before === null ? rest.length : rest.indexOf(before);
  if (at < 0) return [...order];
  const moved = [...rest.slice(0, at), id, ...rest.slice(at)];
  return requestsIn(tree, root).every((request, index) => request.id === moved[index]) ? [] : moved;
}

/** What a request stands before once it went one place up or down; undefined where it cannot. */
export function nextPlace(requests: readonly Element[], id: string, by: -1 | 1): string | null | undefined {
  const at = requests.findIndex((request) => request.id === id);
  if (at < 0 || at + by < 0 || at + by >= requests.length) return undefined;
  return requests[by < 0 ? at - 1 : at + 2]?.id ?? null;
}

/** How many requests are below each folder, and how many of them are chosen. */
export type Counts = ReadonlyMap<string, { all: number; chosen: number }>;

export function countsOf(tree: ElementTree, root: string, without: ReadonlySet<string>): Counts {
  const counts = new Map<string, { all: number; chosen: number }>();
  const count = (place: string) => {
    const sum = { all: 0, chosen: 0 };
    for (const id of childrenOf(tree, place)) {
      const kind = tree.byId.get(id)?.kind;
      if (kind === 'request') {
        sum.all += 1;
        sum.chosen += without.has(id) ? 0 : 1;
      } else if (kind && isContainer(kind)) {
        const inside = count(id);
        sum.all += inside.all;
        sum.chosen += inside.chosen;
      }
    }
    counts.set(place, sum);
    return sum;
  };
  count(root);
  return counts;
}

/** What is left out once this request, or all of this folder, is chosen or not. */
export function withChosen(tree: ElementTree, without: readonly string[], id: string, isChosen: boolean): string[] {
  const requests = tree.byId.get(id)?.kind === 'request' ? [id] : requestsIn(tree, id).map((request) => request.id);
  const rest = new Set(without);
  for (const request of requests) {
    if (isChosen) rest.delete(request);
    else rest.add(request);
  }
  return [...rest];
}

/** Chooses these requests and no other. */
export function withOnly(tree: ElementTree, root: string, setup: RunSetup, only: readonly string[]): RunSetup {
  const wanted = new Set(only);
  const others = requestsIn(tree, root).filter(({ id }) => !wanted.has(id));
  return { ...setup, without: others.map(({ id }) => id) };
}

/** What the agent is told; null: there is nothing to run, or the data is not there any more. */
export function requestOf(tree: ElementTree, workspace: string, root: string, setup: RunSetup): RunRequest | null {
  const element = tree.byId.get(root);
  const all = requestsInOrder(tree, root, setup.order);
  const without = new Set(setup.without);
  const chosen = all.filter(({ id }) => !without.has(id));
  if (!element || chosen.length === 0 || setup.data?.text === null) return null;
  const environment = setup.environment === null ? undefined : tree.byId.get(setup.environment);
  return {
    workspace,
    environment: environment?.trashed === null ? environment.id : null,
    collection: ancestorsOf(tree, root)[0]?.id ?? root,
    folder: element.kind === 'folder' ? root : null,
    items: chosen.length === all.length && setup.order.length === 0 ? null : chosen.map(({ id }) => id),
    iterations: setup.iterations,
    delay_ms: setup.delay,
    stop_on_failure: setup.stopOnFailure,
    data: setup.data ? { name: setup.data.name, text: setup.data.text } : null,
  };
}
