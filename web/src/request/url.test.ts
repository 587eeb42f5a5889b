import { describe, expect, it } from 'vitest';
import type { PostmanParam } from '../model/postman';
import {
  mergeParams,
  parseQuery,
  pathVariableNames,
  pathVariables,
  queryParams,
  rawUrl,
  setPathVariables,
  setQueryParams,
  setRawUrl,
  splitUrl,
} from './url';

describe('splitUrl', () => {
  it.each([
    ['', {}],
    ['https://api.example.com/a/b', { protocol: 'https', host: ['api', 'example', 'com'], path: ['a', 'b'] }],
    ['{{base.url}}/a', { host: ['{{base.url}}'], path: ['a'] }],
    ['{{base}}:8080/', { host: ['{{base}}'], port: '8080', path: [''] }],
    ['http://[::1]:80/x', { protocol: 'http', host: ['[::1]'], port: '80', path: ['x'] }],
    ['http://[::1]/x', { protocol: 'http', host: ['[::1]'], path: ['x'] }],
    ['https://me:pw@h/', { protocol: 'https', auth: { user: 'me', password: 'pw' }, host: ['h'], path: [''] }],
    ['h?a=1#top', { host: ['h'], query: 'a=1', hash: 'top' }],
    ['h/{{a?b#c/d}}/e', { host: ['h'], path: ['{{a?b#c/d}}', 'e'] }],
  ])('%s', (raw, parts) => expect(splitUrl(raw)).toEqual(parts));
});

describe('query and text', () => {
  it.each<[string, PostmanParam[], string]>([
    ['h/a', [{ key: 'x', value: '1' }], 'h/a?x=1'],
    ['h/a?old=1#end', [{ key: 'x', value: '1' }], 'h/a?x=1#end'],
    ['h/a?old=1', [], 'h/a'],
    ['h', [{ key: 'x', value: null }], 'h?x'],
    ['h', [{ key: 'x', value: '' }], 'h?x='],
    ['h', [{ key: 'a&b', value: 'c&d=e#f' }], 'h?a%26b=c%26d=e%23f'],
    ['h', [{ key: '{{a&b}}', value: '{{c#d}}' }], 'h?{{a&b}}={{c#d}}'],
    [
      'h',
      [
        { key: 'off', value: '1', disabled: true },
        { key: 'on', value: '2' },
      ],
      'h?on=2',
    ],
    ['{{u?}}?a=1', [{ key: 'b', value: '2' }], '{{u?}}?b=2'],
  ])('%s with rows %j reads %s', (raw, rows, text) => expect(setQueryParams(raw, rows).raw).toBe(text));

  it.each<[string, PostmanParam[]]>([
    [
      'a=1&b=2',
      [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    ],
    ['a', [{ key: 'a', value: null }]],
    ['a=', [{ key: 'a', value: '' }]],
    ['a=b=c', [{ key: 'a', value: 'b=c' }]],
    ['', [{ key: '', value: null }]],
    ['{{a=b}}={{c&d}}', [{ key: '{{a=b}}', value: '{{c&d}}' }]],
  ])('%s is read as rows', (query, rows) => expect(parseQuery(query)).toEqual(rows));
});

describe('mergeParams', () => {
  const a = { key: 'a', value: '1', description: 'first', unknown: [1] };
  const b = { key: 'b', value: '2', description: 'second' };
  const off = { key: 'off', value: '0', disabled: true };
  it.each<[string, PostmanParam[], string, unknown[]]>([
    ['nothing typed', [a, off, b], 'a=1&b=2', [a, off, b]],
    ['a value changed', [a, off, b], 'a=12&b=2', [{ ...a, value: '12' }, off, b]],
    ['a key changed', [a, off, b], 'a=1&bb=2', [a, off, { ...b, key: 'bb' }]],
    ['one in the middle', [a, off, b], 'a=1&c=3&b=2', [a, off, { key: 'c', value: '3' }, b]],
    ['one at the end', [a, b, off], 'a=1&b=2&c=3', [a, b, off, { key: 'c', value: '3' }]],
    ['one at the front', [off, a], 'c=3&a=1', [off, { key: 'c', value: '3' }, a]],
    ['the first taken away', [a, off, b], 'b=2', [off, b]],
    ['the last taken away', [a, off, b], 'a=1', [a, off]],
  ])('%s', (_, rows, typed, after) => expect(mergeParams(rows, parseQuery(typed))).toEqual(after));

  it('keeps disabled rows when all others go', () =>
    expect(setRawUrl({ raw: 'h?a=1&b=2', query: [a, off, b] }, 'h').query).toEqual([off]));
});

describe('path variables', () => {
  it.each<[string, string[]]>([
    ['h/:id/x/:name.json/:id', ['id', 'name']],
    ['h/:/a:b', []],
    ['https://h:80/:id?x=:no', ['id']],
  ])('%s has %j', (raw, names) => expect(pathVariableNames(raw)).toEqual(names));

  it('keeps the value of one that is renamed, and drops one that is gone', () => {
    const url = setPathVariables('h/:a/:b', [
      { key: 'a', value: '1' },
      { key: 'b', value: '2', description: 'second' },
    ]);
    expect(pathVariables(setRawUrl(url, 'h/:a/:bc'))).toEqual([
      { key: 'a', value: '1' },
      { key: 'bc', value: '2', description: 'second' },
    ]);
    expect(pathVariables(setRawUrl(url, 'h/:b'))).toEqual([{ key: 'b', value: '2', description: 'second' }]);
    expect(setRawUrl(url, 'h')).not.toHaveProperty('variable');
  });
});

describe('a URL object', () => {
  const url = {
    raw: 'http://h/a?x=1',
    protocol: 'http',
    host: ['h'],
    path: ['a'],
    query: [{ key: 'x', value: '1' }],
    mark: 7,
  };

  it('keeps members that are not known, and drops parts that are gone', () => {
    const next = setRawUrl(url, 'h2');
    expect(next).toEqual({ raw: 'h2', host: ['h2'], mark: 7 });
  });

  it.each<[unknown, string]>([
    [{ host: ['a', 'b'], path: ['c'], protocol: 'https', query: [{ key: 'q', value: '1' }] }, 'https://a.b/c?q=1'],
    [{ host: '{{base}}', port: '81', path: '/x/y', hash: 'z' }, '{{base}}:81/x/y#z'],
    ['just/text', 'just/text'],
    [undefined, ''],
  ])('%j reads %s', (from, text) => expect(rawUrl(from as string)).toBe(text));

  it('takes rows from the text where it has no list', () =>
    expect(queryParams({ raw: 'h?a=1' })).toEqual([{ key: 'a', value: '1' }]));
});
