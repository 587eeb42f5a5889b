import { expect, it } from 'vitest';
import { diffLines, withContext } from './diff';

it.each([
  ['the same', 'a\nb', 'a\nb', ['a|a', 'b|b']],
  ['a changed line', 'a\nb\nc', 'a\nx\nc', ['a|a', 'b|x', 'c|c']],
  ['an added line', 'a\nc', 'a\nb\nc', ['a|a', '-|b', 'c|c']],
  ['a removed line', 'a\nb\nc', 'a\nc', ['a|a', 'b|-', 'c|c']],
  ['lines kept between changes', '1\nk\n2\nl', 'x\nk\ny\nl', ['1|x', 'k|k', '2|y', 'l|l']],
  ['something and nothing', 'a', '', ['a|']],
])('shows %s side by side', (_name, left, right, expected) => {
  expect(diffLines(left, right).map((row) => `${row.left ?? '-'}|${row.right ?? '-'}`)).toEqual(expected);
});

it('counts what is the same far from any change', () => {
  const rows = diffLines('a\nb\nc\nd\ne', 'a\nb\nc\nd\nx');
  expect(withContext(rows, 1)).toEqual([{ skipped: 3 }, { left: 'd', right: 'd' }, { left: 'e', right: 'x' }]);
  expect(withContext(diffLines('a\nb', 'a\nb'), 1)).toEqual([{ skipped: 2 }]);
});
