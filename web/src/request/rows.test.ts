import { describe, expect, it } from 'vitest';
import { mergeBulk, moveRow, pastedRows, rowsToText, textToRows } from './rows';
import { emptyHistory, kTogetherMs, recordEdit, redo, undo, type History } from '../state/undo';

describe('bulk edit', () => {
  it.each([
    [
      'a:1\nb:2',
      [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    ],
    ['// a: 1', [{ key: 'a', value: '1', disabled: true }]],
    ['  a  :  b:c  \n\n', [{ key: 'a', value: 'b:c' }]],
    ['lonely', [{ key: 'lonely', value: '' }]],
    ['{{vault:k}}: {{v:w}}', [{ key: '{{vault:k}}', value: '{{v:w}}' }]],
  ])('%j', (text, rows) => expect(textToRows(text)).toEqual(rows));

  it('writes what it reads', () => {
    const text = 'a:1\n// b:x:y\n{{c}}:{{d}}';
    expect(rowsToText(textToRows(text))).toBe(text);
  });

  it('keeps descriptions and unknown members of rows whose key stays', () => {
    const rows = [
      { key: 'a', value: '1', description: 'first', mark: 1 },
      { key: 'a', value: '2', description: 'second' },
      { key: 'b', value: '3', disabled: true },
    ];
    expect(mergeBulk(rows, 'b:3\na:9\nc:4\n// a:2')).toEqual([
      { key: 'b', value: '3' },
      { key: 'a', value: '9', description: 'first', mark: 1 },
      { key: 'c', value: '4' },
      { key: 'a', value: '2', description: 'second', disabled: true },
    ]);
  });
});

describe('pasted rows', () => {
  it.each<[string, unknown]>([
    [
      'Accept: */*\nX-A: 1',
      [
        { key: 'Accept', value: '*/*' },
        { key: 'X-A', value: '1' },
      ],
    ],
    [
      'a=1\nb=2=3',
      [
        { key: 'a', value: '1' },
        { key: 'b', value: '2=3' },
      ],
    ],
    [
      'a\t1\nb\t2',
      [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    ],
    ['just one line: no', null],
    ['some prose\nin two lines', null],
  ])('%j', (text, rows) => expect(pastedRows(text)).toEqual(rows));
});

it.each([
  [0, 2, ['b', 'c', 'a']],
  [2, 0, ['c', 'a', 'b']],
  [1, 1, ['a', 'b', 'c']],
])('moves row %i to %i', (from, to, rows) => expect(moveRow(['a', 'b', 'c'], from, to)).toEqual(rows));

function historyOf<T>(step: { history: History<T> } | null): History<T> {
  if (!step) throw new Error('nothing to take back');
  return step.history;
}

describe('undo', () => {
  it('goes back and forth', () => {
    const one = recordEdit(emptyHistory<string>(), 'a', 0);
    const two = recordEdit(one, 'ab', kTogetherMs + 1);
    const back = undo(two, 'abc');
    expect(back?.value).toBe('ab');
    const further = undo(historyOf(back), 'ab');
    expect(further?.value).toBe('a');
    expect(undo(historyOf(further), 'a')).toBeNull();
    expect(redo(historyOf(further), 'a')?.value).toBe('ab');
  });

  it('takes quick edits back together', () => {
    let history = emptyHistory<string>();
    for (const [i, text] of ['', 'w', 'wo', 'wor'].entries()) history = recordEdit(history, text, i * 100);
    expect(undo(history, 'word')?.value).toBe('');
  });

  it('forgets what was undone once something else is edited', () => {
    const back = undo(recordEdit(emptyHistory<string>(), 'a', 0), 'b');
    expect(redo(recordEdit(historyOf(back), 'a', 10), 'c')).toBeNull();
  });
});
