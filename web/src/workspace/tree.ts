/**
 * The elements of a workspace as a tree: by id, and the children of each parent in their order. Values only: each
 * function returns another tree and shares with the old one what did not change.
 */
import { isContainer, type Element, type ElementKind } from '../model/element';

export interface ElementTree {
  byId: ReadonlyMap<string, Element>;
  /** By the parent's id, or by kind at the top; what is in the trash is not among them. */
  children: ReadonlyMap<string, readonly string[]>;
  /** The last change that is in it. */
  seq: number;
}

export const emptyTree: ElementTree = { byId: new Map(), children: new Map(), seq: 0 };

export interface Spot {
  parent: string | null;
  /** Stands before this one; null: is the last. */
  before: string | null;
}

function placeOf(element: Element): string {
  return element.parent ?? element.kind;
}

/** The tree after these elements changed, each the newest state of itself. */
export function withChanges(tree: ElementTree, changed: readonly Element[]): ElementTree {
  if (changed.length === 0) return tree;
  const byId = new Map(tree.byId);
  const touched = new Map<string, Set<string>>();
  const touch = (place: string) => {
    let members = touched.get(place);
    if (!members) touched.set(place, (members = new Set(tree.children.get(place))));
    return members;
  };
  let seq = tree.seq;
  for (const element of changed) {
    const before = byId.get(element.id);
    if (before) touch(placeOf(before)).delete(element.id);
    const known = before?.method !== undefined && element.method === undefined ? { method: before.method } : {};
    byId.set(element.id, { ...element, ...known });
    if (element.trashed === null) touch(placeOf(element)).add(element.id);
    seq = Math.max(seq, element.seq);
  }
  const children = new Map(tree.children);
  for (const [place, members] of touched) {
    const sorted = [...members];
    sorted.sort((a, b) => positionOf(byId, a) - positionOf(byId, b) || (a < b ? -1 : 1));
    children.set(place, sorted);
  }
  return { byId, children, seq };
}

function positionOf(byId: ReadonlyMap<string, Element>, id: string): number {
  return byId.get(id)?.position ?? 0;
}

/** The tree with this one renamed, until the server has said so. */
export function withRenamed(tree: ElementTree, id: string, name: string): ElementTree {
  return withElement(tree, id, (element) => ({ ...element, name }));
}

/** The tree without this one, until the server has said so. */
export function withTrashed(tree: ElementTree, id: string): ElementTree {
  return withElement(tree, id, (element) => ({ ...element, trashed: new Date(0).toISOString() }));
}

/** The tree with this one elsewhere, until the server has said so. */
export function withMoved(tree: ElementTree, id: string, spot: Spot): ElementTree {
  return withElement(tree, id, (element) => {
    const siblings = childrenOf(tree, spot.parent ?? element.kind).filter((sibling) => sibling !== id);
    const at = spot.before === null ? siblings.length : siblings.indexOf(spot.before);
    const position = (index: number) => positionOf(tree.byId, siblings[index] ?? '');
    const between =
      siblings.length === 0
        ? 0
        : at <= 0
          ? position(0) - 1
          : at >= siblings.length
            ? position(siblings.length - 1) + 1
            : (position(at - 1) + position(at)) / 2;
    return { ...element, parent: spot.parent, position: between };
  });
}

function withElement(tree: ElementTree, id: string, change: (element: Element) => Element): ElementTree {
  const element = tree.byId.get(id);
  return element ? withChanges(tree, [change(element)]) : tree;
}

export function childrenOf(tree: ElementTree, place: string): readonly string[] {
  return tree.children.get(place) ?? [];
}

/** Those of a kind at the top, in their order. */
export function rootsOf(tree: ElementTree, kind: ElementKind): Element[] {
  return childrenOf(tree, kind).flatMap((id) => tree.byId.get(id) ?? []);
}

/** What it is in, outermost first; empty for what is at the top. */
export function ancestorsOf(tree: ElementTree, id: string): Element[] {
  const path: Element[] = [];
  let parent = tree.byId.get(id)?.parent ?? null;
  while (parent !== null) {
    const element = tree.byId.get(parent);
    if (!element || path.includes(element)) break;
    path.unshift(element);
    parent = element.parent;
  }
  return path;
}

/** Whether it, or what it is in, is in the trash. */
export function isGone(tree: ElementTree, id: string): boolean {
  const element = tree.byId.get(id);
  return element?.trashed !== null || ancestorsOf(tree, id).some(({ trashed }) => trashed !== null);
}

/** How many elements are in it, at all depths. */
export function countBelow(tree: ElementTree, id: string): number {
  return childrenOf(tree, id).reduce((sum, child) => sum + 1 + countBelow(tree, child), 0);
}

/** Whether an element may stand there: requests and folders in collections and folders, none within itself. */
export function mayStand(tree: ElementTree, id: string, parent: string | null): boolean {
  const element = tree.byId.get(id);
  if (!element) return false;
  if (parent === null) return element.kind !== 'request' && element.kind !== 'folder';
  const home = tree.byId.get(parent);
  if (!home || !isContainer(home.kind) || (element.kind !== 'request' && element.kind !== 'folder')) return false;
  return parent !== id && !ancestorsOf(tree, parent).some((ancestor) => ancestor.id === id);
}
