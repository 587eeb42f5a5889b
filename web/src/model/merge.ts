/** Puts two edits of one document together, where they do not touch the same place. */

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two documents say the same; the order of members is not counted. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((entry, i) => same(entry, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && same(a[name], b[name]));
}

const clash = Symbol('clash');
type Merged = { value: unknown } | typeof clash;

/**
 * The document with both edits of `base`; null when both changed the same place to say different things. Members of
 * objects are merged one by one; a list counts as one place, unless both have as many entries as before.
 */
export function merge<T>(base: T, mine: T, theirs: T): T | null {
  const merged = mergeValues(base, mine, theirs);
  return merged === clash ? null : (merged.value as T);
}

function mergeValues(base: unknown, mine: unknown, theirs: unknown): Merged {
  if (same(mine, theirs) || same(base, theirs)) return { value: mine };
  if (same(base, mine)) return { value: theirs };
  if (isRecord(base) && isRecord(mine) && isRecord(theirs)) return mergeMembers(base, mine, theirs);
  if (Array.isArray(base) && Array.isArray(mine) && Array.isArray(theirs)) return mergeLists(base, mine, theirs);
  return clash;
}

function mergeMembers(
  base: Record<string, unknown>,
  mine: Record<string, unknown>,
  theirs: Record<string, unknown>,
): Merged {
  const value: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const merged = mergeValues(base[name], mine[name], theirs[name]);
    if (merged === clash) return clash;
    if (merged.value !== undefined) value[name] = merged.value;
  }
  return { value };
}

function mergeLists(base: unknown[], mine: unknown[], theirs: unknown[]): Merged {
  if (base.length !== mine.length || base.length !== theirs.length) return clash;
  const value: unknown[] = [];
  for (const [index, entry] of base.entries()) {
    const merged = mergeValues(entry, mine[index], theirs[index]);
    if (merged === clash) return clash;
    value.push(merged.value);
  }
  return { value };
}
