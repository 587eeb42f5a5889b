import { describe, expect, it } from 'vitest';
import { previewOf } from './data';

describe('the preview of data', () => {
  it.each([
    ['CSV', 'name,age\r\nAda,36\r\nGrace,85\r\n'],
    ['CSV with a byte order mark', '\uFEFFname,age\nAda,36\nGrace,85'],
    ['CSV with quotes and spaces around fields', 'name , age\n"Ada", 36\n"Grace",85'],
    ['JSON', '[{"name":"Ada","age":36},{"name":"Grace","age":85}]'],
  ])('shows the rows of %s', (_name, text) => {
    const rows = [
      ['Ada', '36'],
      ['Grace', '85'],
    ];
    expect(previewOf(text)).toEqual({ columns: ['name', 'age'], rows, count: 2 });
  });

  it('shows the first rows and counts all', () => {
    const preview = previewOf(`n\n${Array.from({ length: 1000 }, (_row, n) => n).join('\n')}`);
    expect(preview).toMatchObject({ count: 1000, rows: [['0'], ['1'], ['2'], ['3'], ['4']] });
  });

  it('keeps commas and line ends within quotes', () => {
    expect(previewOf('a,b\n"x,y","1\n2"')).toEqual({ columns: ['a', 'b'], rows: [['x,y', '1\n2']], count: 1 });
  });

  it('shows rows of JSON that have other fields than the first', () => {
    const preview = previewOf('[{"a":1},{"b":{"c":null}}]');
    expect(preview).toMatchObject({
      columns: ['a', 'b'],
      rows: [
        ['1', ''],
        ['', '{"c":null}'],
      ],
    });
  });

  it.each([
    ['text that is no JSON', '[{"a":', 'not JSON'],
    ['an object alone', '{"a":1}', 'array of objects'],
    ['an array of numbers', '[1,2]', 'array of objects'],
    ['an empty array', '[]', 'no rows'],
    ['a header without rows', 'a,b\n', 'no rows'],
    ['nothing', '', 'no rows'],
    ['a quote that does not end', 'a,b\n"x,y', 'Quoted field'],
  ])('says what is wrong with %s', (_name, text, problem) => {
    expect(previewOf(text)).toEqual({ problem: expect.stringContaining(problem) as string });
  });
});
