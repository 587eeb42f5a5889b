/** Lines of two texts side by side. */

export interface DiffRow {
  /** null: this side has no such line. */
  left: string | null;
  right: string | null;
}

/** Texts whose middle parts are longer than this together are shown as replaced as a whole. */
const mostLines = 3000;

export function diffLines(left: string, right: string): DiffRow[] {
  const a = left.split('\n');
  const b = right.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const both = (line: string): DiffRow => ({ left: line, right: line });
  return [
    ...a.slice(0, start).map(both),
    ...diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(both),
  ];
}

function diffMiddle(a: string[], b: string[]): DiffRow[] {
  const kept = a.length + b.length > mostLines ? [] : longestCommon(a, b);
  const rows: DiffRow[] = [];
  let i = 0;
  let j = 0;
  for (const [nextA, nextB] of [...kept, [a.length, b.length] as const]) {
    while (i < nextA || j < nextB) {
      rows.push({ left: i < nextA ? (a[i++] ?? null) : null, right: j < nextB ? (b[j++] ?? null) : null });
    }
    if (i < a.length && j < b.length) rows.push({ left: a[i++] ?? null, right: b[j++] ?? null });
  }
  return rows;
}

/** Pairs of indexes of a longest common subsequence. */
function longestCommon(a: string[], b: string[]): (readonly [number, number])[] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

export type ShownRow = DiffRow | { skipped: number };

/** Changed rows with some before and after each; longer runs of rows that are the same are only counted. */
export function withContext(rows: readonly DiffRow[], around: number): ShownRow[] {
  const isNear = new Array<boolean>(rows.length).fill(false);
  rows.forEach(({ left, right }, at) => {
    if (left !== right) isNear.fill(true, Math.max(0, at - around), at + around + 1);
  });
  const shown: ShownRow[] = [];
  rows.forEach((row, at) => {
    const last = shown[shown.length - 1];
    if (isNear[at]) shown.push(row);
    else if (last && 'skipped' in last) last.skipped++;
    else shown.push({ skipped: 1 });
  });
  return shown;
}
