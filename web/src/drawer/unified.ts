import { diffLines, withContext } from '../model/diff';

export interface UnifiedLine {
  sign: '+' | '-' | ' ' | '@';
  text: string;
}

/** Of a unified diff: its lines without their signs. Lines of headers are left out. */
export function parseUnified(diff: string): UnifiedLine[] {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => !/^(---|\+\+\+) /.test(line) && !line.startsWith('\\'))
    .map((line): UnifiedLine => {
      const sign = line[0];
      if (sign === '+' || sign === '-') return { sign, text: line.slice(1) };
      if (line.startsWith('@@')) return { sign: '@', text: '' };
      return { sign: ' ', text: line.slice(1) };
    });
}

/** Two texts as lines that went and came, with `around` lines about each. */
export function unifiedOf(before: string, after: string, around: number): UnifiedLine[] {
  return withContext(diffLines(before, after), around).flatMap((row): UnifiedLine[] => {
    if ('skipped' in row) return [{ sign: '@', text: `${row.skipped} lines the same` }];
    const { left, right } = row;
    if (left === right) return [{ sign: ' ', text: left ?? '' }];
    return [
      ...(left === null ? [] : [{ sign: '-', text: left } as const]),
      ...(right === null ? [] : [{ sign: '+', text: right } as const]),
    ];
  });
}
