import { describe, expect, it } from 'vitest';
import { fromBulk, toBulk } from './bulk';

const variables = [
  { id: '1', key: 'baseUrl', value: 'https://example.com:8080/a', type: 'default', enabled: true },
  { id: '2', key: 'token', value: null, type: 'secret', enabled: true },
  { id: '3', key: 'text', value: 'two\nlines \\n', type: 'default', enabled: false, description: 'kept' },
  { id: '4', key: 'count', value: 3, type: 'number', enabled: true },
];

describe('bulk edit', () => {
  it('leaves secret variables out of the text', () => {
    expect(toBulk(variables)).toBe('baseUrl: https://example.com:8080/a\n// text: two\\nlines \\\\n\ncount: 3');
  });

  it('changes nothing when the text is not changed', () => {
    expect(fromBulk(toBulk(variables), variables)).toEqual(variables);
  });

  it.each([
    [
      'a new line',
      'a: 1\nb: 2',
      [{ key: 'a' }],
      [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    ],
    ['a line without a colon', 'a', [], [{ key: 'a', value: '' }]],
    ['empty lines', '\n  \na: 1\n', [], [{ key: 'a', value: '1' }]],
    ['a variable that is off', '//a: 1', [], [{ key: 'a', value: '1', enabled: false }]],
    ['a key twice', 'a: 1\na: 2', [{ key: 'a', value: '1', id: 'x' }], [{ id: 'x' }, { key: 'a', value: '2' }]],
  ])('takes %s', (_name, text, before, expected) => {
    expect(fromBulk(text, before)).toMatchObject(expected);
  });

  it('keeps secret variables though the text has none of the others', () => {
    expect(fromBulk('', variables)).toEqual([variables[1]]);
  });
});
