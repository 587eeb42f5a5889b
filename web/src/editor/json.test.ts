import { describe, expect, it } from 'vitest';
import { indentJson, jsonProblem } from './json';
import { languageOf } from './languages';

describe('jsonProblem', () => {
  it.each<[string, number | null]>([
    ['', null],
    ['{"a": {{b}}, "c": "{{d}}"}', null],
    ['{{whole}}', null],
    ['{"a": 1,}', 1],
    ['{\n  "a": 1\n  "b": 2\n}', 3],
    ['[1, 2', 1],
  ])('%j has its problem on line %j', (text, line) => expect(jsonProblem(text)?.line ?? null).toBe(line));
});

describe('indentJson', () => {
  it.each<[string, string | null]>([
    ['{"a":{{b}},"c":"x {{d}} y"}', '{\n  "a": {{b}},\n  "c": "x {{d}} y"\n}'],
    ['[{{a}},"\\"{{b}}"]', '[\n  {{a}},\n  "\\"{{b}}"\n]'],
    ['{"a":[],"b":{},"c":[{}]}', '{\n  "a": [],\n  "b": {},\n  "c": [\n    {}\n  ]\n}'],
    ['{"id":12345678901234567890,"x":1.0e+2}', '{\n  "id": 12345678901234567890,\n  "x": 1.0e+2\n}'],
    ['{"2":0,"1":0,"2":1}', '{\n  "2": 0,\n  "1": 0,\n  "2": 1\n}'],
    ['["{,}:[]","\\\\"]', '[\n  "{,}:[]",\n  "\\\\"\n]'],
    [' true ', 'true'],
    ['', ''],
    ['{oops', null],
  ])('%j', (text, lines) => expect(indentJson(text)).toBe(lines));

  it.each([[{ a: [1, { b: null }], c: 'x: {y}, [z]', d: [[], [[1]]] }], [[{}, { a: {} }, [], '"', '\\', '\n']]])(
    'does what JSON.stringify does where that loses nothing',
    (value) => expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2)),
  );

  it('does not grow without end on brackets', () => {
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    expect(indentJson(deep)?.length).toBeLessThan(5_000_000);
  });
});

describe('languageOf', () => {
  it.each([
    ['application/json; charset=utf-8', 'json'],
    ['application/problem+json', 'json'],
    ['text/html', 'html'],
    ['application/xhtml+xml', 'html'],
    ['image/svg+xml', 'xml'],
    ['text/xml', 'xml'],
    ['text/javascript', 'javascript'],
    ['text/plain', 'text'],
    ['', 'text'],
  ])('%s is %s', (type, language) => expect(languageOf(type)).toBe(language));
});
