/** The rows of the tree that are in sight, and how keys and drags go over them. */
import type { Element } from '../model/element';
import { isContainer } from '../model/element';
import { ancestorsOf, childrenOf, mayStand, type ElementTree, type Spot } from '../workspace/tree';

export interface Row {
  element: Element;
  /** 1 for collections. */
  level: number;
  isContainer: boolean;
  isExpanded: boolean;
  /** Among its siblings, from 1. */
  place: number;
  siblings: number;
}

/** Ids of the elements that a filter shows: those whose names have all its words, and what they are in. */
export function matching(tree: ElementTree, filter: string): ReadonlySet<string> | null {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = new Set<string>();
  for (const element of tree.byId.values()) {
    const text = `${element.method ?? ''} ${element.name}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    found.add(element.id);
    for (const { id } of ancestorsOf(tree, element.id)) found.add(id);
  }
  return found;
}

/** With a filter, everything that it found is unfolded. `top`: whose children are at level 1. */
export function visibleRows(
  tree: ElementTree,
  expanded: ReadonlySet<string>,
  found: ReadonlySet<string> | null,
  top = 'collection',
): Row[] {
  const rows: Row[] = [];
  const add = (place: string, level: number) => {
    const all = childrenOf(tree, place);
    const shown = found ? all.filter((id) => found.has(id)) : all;
    shown.forEach((id, index) => {
      const element = tree.byId.get(id);
      if (!element) return;
      const container = isContainer(element.kind);
      const isExpanded =
        container && (found ? childrenOf(tree, id).some((child) => found.has(child)) : expanded.has(id));
      rows.push({ element, level, isContainer: container, isExpanded, place: index + 1, siblings: shown.length });
      if (isExpanded) add(id, level + 1);
    });
  };
  add(top, 1);
  return rows;
}

/** What keys need to know of a row. */
export type StepRow = Pick<Row, 'level' | 'isContainer' | 'isExpanded'> & { element: Pick<Element, 'id' | 'parent'> };

/** What a key of the ARIA tree pattern does; null: nothing. */
export type TreeStep = { focus: number } | { expand: string } | { collapse: string } | null;

export function stepOf(rows: readonly StepRow[], at: number, key: string, page: number): TreeStep {
  const last = rows.length - 1;
  const row = rows[at];
  if (last < 0) return null;
  switch (key) {
    case 'ArrowDown':
      return { focus: Math.min(at + 1, last) };
    case 'ArrowUp':
      return { focus: Math.max(at - 1, 0) };
    case 'PageDown':
      return { focus: Math.min(at + page, last) };
    case 'PageUp':
      return { focus: Math.max(at - page, 0) };
    case 'Home':
      return { focus: 0 };
    case 'End':
      return { focus: last };
    case 'ArrowRight':
      if (!row?.isContainer) return null;
      if (!row.isExpanded) return { expand: row.element.id };
      return (rows[at + 1]?.level ?? 0) > row.level ? { focus: at + 1 } : null;
    case 'ArrowLeft': {
      if (!row) return null;
      if (row.isExpanded) return { collapse: row.element.id };
      const parent = rows.findIndex(({ element }) => element.id === row.element.parent);
      return parent >= 0 ? { focus: parent } : null;
    }
    default:
      return null;
  }
}

/** What has the focus once this one is gone: the next of its siblings, or the one before, or what it was in. */
export function focusAfter(tree: ElementTree, element: Element): string | null {
  const siblings = childrenOf(tree, element.parent ?? element.kind);
  const at = siblings.indexOf(element.id);
  return siblings[at + 1] ?? siblings[at - 1] ?? element.parent;
}

/** The next row, round about, whose name begins with what was typed; the same letter again goes on to the next. */
export function typeAhead(rows: readonly Row[], at: number, typed: string): number | null {
  const isRepeated = typed.length > 1 && typed === typed.charAt(0).repeat(typed.length);
  const text = (isRepeated ? (typed[0] ?? '') : typed).toLowerCase();
  const first = isRepeated || typed.length === 1 ? 1 : 0;
  for (let i = 0; i < rows.length; i++) {
    const index = (at + first + i) % rows.length;
    if (rows[index]?.element.name.toLowerCase().startsWith(text)) return index;
  }
  return null;
}

export type DropEdge = 'before' | 'after' | 'into';

export interface Drop {
  row: number;
  edge: DropEdge;
  spot: Spot;
}

/** Where it lands when it is let go `fraction` (0 top, 1 bottom) of the way down a row; null: it may not. */
export function dropAt(tree: ElementTree, rows: readonly Row[], dragged: string, row: number, fraction: number) {
  const over = rows[row];
  const moved = tree.byId.get(dragged);
  if (!over || !moved || over.element.id === dragged) return null;
  const edge = edgeOf(over, moved, fraction);
  const spot = spotOf(tree, over, edge);
  return mayStand(tree, dragged, spot.parent) && spot.before !== dragged ? ({ row, edge, spot } satisfies Drop) : null;
}

function edgeOf(over: Row, moved: Element, fraction: number): DropEdge {
  if (over.element.kind === 'collection') {
    if (moved.kind !== 'collection') return 'into';
    return fraction < 0.5 ? 'before' : 'after';
  }
  if (!over.isContainer) return fraction < 0.5 ? 'before' : 'after';
  if (fraction < 0.25) return 'before';
  return fraction > 0.75 && !over.isExpanded ? 'after' : 'into';
}

function spotOf(tree: ElementTree, { element }: Row, edge: DropEdge): Spot {
  if (edge === 'into') return { parent: element.id, before: null };
  if (edge === 'before') return { parent: element.parent, before: element.id };
  const siblings = childrenOf(tree, element.parent ?? element.kind);
  return { parent: element.parent, before: siblings[siblings.indexOf(element.id) + 1] ?? null };
}

/** One place up (-1) or down (1) among its siblings; null at the end. */
export function nudge(tree: ElementTree, element: Element, by: -1 | 1): Spot | null {
  const siblings = childrenOf(tree, element.parent ?? element.kind);
  const at = siblings.indexOf(element.id);
  if (at < 0 || at + by < 0 || at + by >= siblings.length) return null;
  return { parent: element.parent, before: siblings[by < 0 ? at - 1 : at + 2] ?? null };
}
