import { describe, expect, it } from 'vitest';
import type { PostmanItem } from '../model/postman';
import { changeAuthType, authParam, isSecretParam, setAuthParam } from './auth';
import { changeBody, rawLanguage, setBodyMode, setRawLanguage } from './body';
import { headersOf, scriptText, setAuth, setScript, setSetting, withRequest, requestOf } from './item';
import { setQueryParams, setRawUrl } from './url';

/** Has a member of its own, `mark`, at every level. */
const marked = {
  mark: 1,
  name: 'A',
  request: {
    mark: 2,
    method: 'POST',
    url: { mark: 3, raw: 'h/:id?a=1', query: [{ mark: 4, key: 'a', value: '1' }], variable: [{ mark: 5, key: 'id' }] },
    header: [{ mark: 6, key: 'K', value: 'v' }],
    body: { mark: 7, mode: 'raw', raw: '{}', options: { mark: 8, raw: { mark: 9 } }, graphql: { mark: 10, query: '' } },
    auth: { mark: 11, type: 'basic', basic: [{ mark: 12, key: 'username', value: 'me' }] },
  },
  event: [{ mark: 13, listen: 'test', script: { mark: 14, exec: ['a'] } }],
  protocolProfileBehavior: { mark: 15, followRedirects: false },
} as unknown as PostmanItem;

function marksOf(value: unknown, marks: number[] = []): number[] {
  if (typeof value !== 'object' || value === null) return marks;
  for (const [key, member] of Object.entries(value)) {
    if (key === 'mark') marks.push(member as number);
    else marksOf(member, marks);
  }
  return marks.sort((a, b) => a - b);
}

const url = () => requestOf(marked).url;
const auth = () => {
  const own = requestOf(marked).auth;
  if (!own) throw new Error('no auth');
  return own;
};

describe('members that are not known stay', () => {
  it.each<[string, PostmanItem]>([
    ['the method changes', withRequest(marked, { method: 'PUT' })],
    ['the text of the URL changes', withRequest(marked, { url: setRawUrl(url(), 'h/:id?a=2') })],
    [
      'a parameter is added',
      withRequest(marked, {
        url: setQueryParams(url(), [{ mark: 4, key: 'a', value: '1' } as never, { key: 'b', value: '' }]),
      }),
    ],
    ['the body changes', changeBody(marked, { raw: 'x' })],
    ['the mode changes', setBodyMode(marked, 'urlencoded')],
    ['the body is switched off', setBodyMode(marked, 'none')],
    ['the body is switched off and on', setBodyMode(setBodyMode(marked, 'none'), 'raw')],
    ['the language changes', setRawLanguage(marked, 'xml')],
    ['a parameter of auth changes', setAuth(marked, setAuthParam(auth(), 'username', 'you'))],
    ['one is added', setAuth(marked, setAuthParam(auth(), 'password', 'x'))],
    ['the type of auth changes', setAuth(marked, changeAuthType(auth(), 'bearer'))],
    ['a script changes', setScript(marked, 'test', 'b\nc')],
    ['a script is added', setScript(marked, 'prerequest', 'b')],
    ['a setting changes', setSetting(marked, 'followRedirects', true)],
    ['a setting is taken out', setSetting(marked, 'followRedirects', undefined)],
  ])('when %s', (_, after) => {
    expect(marksOf(after)).toEqual(marksOf(marked));
    expect(after).not.toEqual(marked);
  });

  it('and a request that is a text becomes one with a URL', () =>
    expect(withRequest({ request: 'http://h' }, { method: 'PUT' })).toEqual({
      request: { method: 'PUT', url: 'http://h' },
    }));
});

describe('headers', () => {
  it.each<[unknown, unknown]>([
    [
      'A: 1\nB: 2:3\n',
      [
        { key: 'A', value: '1' },
        { key: 'B', value: '2:3' },
      ],
    ],
    [null, []],
    [undefined, []],
  ])('%j', (header, rows) => expect(headersOf({ header } as never)).toEqual(rows));
});

describe('scripts', () => {
  it.each<[unknown, string]>([
    [['a', 'b'], 'a\nb'],
    ['a\nb', 'a\nb'],
    [undefined, ''],
  ])('%j is read', (exec, text) =>
    expect(scriptText({ event: [{ listen: 'test', script: { exec } as never }] }, 'test')).toBe(text),
  );

  it('adds no event for a script that stays empty', () =>
    expect(setScript({ name: 'x' }, 'test', '')).toEqual({ name: 'x' }));
});

describe('auth', () => {
  it.each<[unknown, unknown]>([
    [{ type: 'basic', basic: [{ key: 'username', value: 'me' }] }, 'me'],
    [{ type: 'basic', basic: { username: 'me' } }, 'me'],
    [{ type: 'basic', basic: [{ key: 'username', value: null }] }, null],
    [{ type: 'basic' }, undefined],
    [{ type: 'basic', basic: [{ key: 'username', value: 5 }] }, '5'],
  ])('%j', (value, param) => expect(authParam(value as never, 'username')).toBe(param));

  it('turns the object of v2.0 into the list of v2.1 when it is edited', () =>
    expect(setAuthParam({ type: 'bearer', bearer: { token: 'a' } }, 'token', 'b')).toEqual({
      type: 'bearer',
      bearer: [{ key: 'token', value: 'b' }],
    }));

  it('brings back what was typed before the type was changed', () => {
    const there = changeAuthType({ type: 'bearer', bearer: [{ key: 'token', value: 'a' }] }, 'basic');
    expect(authParam(changeAuthType(there, 'bearer'), 'token')).toBe('a');
  });

  it.each([
    ['basic', 'password', true],
    ['basic', 'username', false],
    ['jwt', 'privateKey', true],
    ['apikey', 'key', false],
    ['unknown', 'x', true],
  ])('%s.%s is secret: %s', (type, key, is) => expect(isSecretParam(type, key)).toBe(is));
});

describe('the settings', () => {
  it('leave no empty object behind', () =>
    expect(setSetting({ name: 'x', protocolProfileBehavior: { strictSSL: false } }, 'strictSSL', undefined)).toEqual({
      name: 'x',
    }));
});

describe('the language of a raw body', () => {
  const withType = (type: string): PostmanItem => ({
    request: { header: [{ key: 'content-type', value: type }], body: { mode: 'raw', raw: '' } },
  });
  it.each<[PostmanItem, string]>([
    [withType('application/json; charset=utf-8'), 'json'],
    [withType('application/soap+xml'), 'xml'],
    [withType('text/csv'), 'text'],
    [{ request: { body: { mode: 'raw', options: { raw: { language: 'html' } } } } }, 'html'],
    [{ request: {} }, 'text'],
  ])('%#', (item, language) => expect(rawLanguage(item)).toBe(language));
});
