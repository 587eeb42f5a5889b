import { describe, expect, it } from 'vitest';
import type { PostmanItem, PostmanRequest } from '../../model/postman';
import { looksLikeCurl, parseCurl } from './parse';
import { shellWords } from './shell';

describe('shellWords', () => {
  it.each<[string, string[]]>([
    ['curl a b', ['curl', 'a', 'b']],
    ['  a   b  ', ['a', 'b']],
    ["'a b' c", ['a b', 'c']],
    [`'it'\\''s'`, ["it's"]],
    ['"a b"', ['a b']],
    ['"a \\" b"', ['a " b']],
    ['"a \\n b"', ['a \\n b']],
    ['"\\$HOME \\`x\\` \\\\"', ['$HOME `x` \\']],
    [String.raw`$'a\nb\t\x41\u00e9\'\\'`, ["a\nb\tAé'\\"]],
    [String.raw`$'\101\0'`, ['A\0']],
    [String.raw`$'\U1F600'`, ['😀']],
    ['a\\ b', ['a b']],
    ['a \\\n  b', ['a', 'b']],
    ['a \\\r\n  b', ['a', 'b']],
    ['"a\\\nb"', ['ab']],
    ["''", ['']],
    [`a''b"c"d`, ['abcd']],
    ['a # a comment\nb', ['a']],
    ['a#b', ['a#b']],
    ['a | jq .', ['a']],
    ['a && b', ['a']],
    ['a; b', ['a']],
    ["'a|b;c&d'", ['a|b;c&d']],
    ['a ^\n  b', ['a', 'b']],
    ['-d "{^\\"a^\\":1}" ^\n x', ['-d', '{"a":1}', 'x']],
  ])('%j', (text, words) => expect(shellWords(text)).toEqual(words));

  it.each(["'open", '"open', "$'open"])('%s says that a quote is open', (text) =>
    expect(() => shellWords(text)).toThrow(/not closed/),
  );
});

function requestOf(text: string): PostmanRequest {
  const { request } = parseCurl(text).item;
  if (typeof request !== 'object') throw new Error('no request');
  return request;
}

const basic = (username: string, password: string) => ({
  type: 'basic',
  basic: [
    { key: 'username', value: username, type: 'string' },
    { key: 'password', value: password, type: 'string' },
  ],
});

describe('parseCurl', () => {
  it.each<[string, Partial<PostmanRequest>]>([
    ['curl https://h/a', { method: 'GET', header: [] }],
    ['curl -X DELETE https://h', { method: 'DELETE' }],
    ['curl -XPUT h', { method: 'PUT' }],
    ['curl --request PATCH h', { method: 'PATCH' }],
    ['curl -I h', { method: 'HEAD' }],
    ["curl h -H 'A: b: c'", { header: [{ key: 'A', value: 'b: c' }] }],
    ["curl h -H 'A:b'", { header: [{ key: 'A', value: 'b' }] }],
    ["curl h -H 'Accept:'", { header: [] }],
    ["curl h -H 'X-Empty;'", { header: [{ key: 'X-Empty', value: '' }] }],
    ['curl h -A me/1', { header: [{ key: 'User-Agent', value: 'me/1' }] }],
    ['curl h -e http://from', { header: [{ key: 'Referer', value: 'http://from' }] }],
    ["curl h -b 'a=1; b=2'", { header: [{ key: 'Cookie', value: 'a=1; b=2' }] }],
    [
      'curl h -d a=1 -d b=2',
      {
        method: 'POST',
        body: {
          mode: 'urlencoded',
          urlencoded: [
            { key: 'a', value: '1', type: 'text' },
            { key: 'b', value: '2', type: 'text' },
          ],
        } as never,
      },
    ],
    [
      "curl h --data-urlencode 'a=b c&d'",
      { body: { mode: 'urlencoded', urlencoded: [{ key: 'a', value: 'b c&d', type: 'text' }] } as never },
    ],
    [
      'curl h -d a=b+c%21',
      { body: { mode: 'urlencoded', urlencoded: [{ key: 'a', value: 'b c!', type: 'text' }] } as never },
    ],
    [
      `curl h -d '{"a":1}'`,
      { method: 'POST', body: { mode: 'raw', raw: '{"a":1}', options: { raw: { language: 'json' } } } },
    ],
    [
      `curl h --json '{"a":1}'`,
      {
        method: 'POST',
        header: [
          { key: 'Content-Type', value: 'application/json' },
          { key: 'Accept', value: 'application/json' },
        ],
        body: { mode: 'raw', raw: '{"a":1}', options: { raw: { language: 'json' } } },
      },
    ],
    [
      `curl h -H 'content-type: application/xml' --data-raw '<a/>'`,
      { body: { mode: 'raw', raw: '<a/>', options: { raw: { language: 'xml' } } } },
    ],
    [
      "curl h --data-raw '@not-a-file'",
      { body: { mode: 'raw', raw: '@not-a-file', options: { raw: { language: 'text' } } } },
    ],
    ['curl h --data-binary @some.bin', { method: 'POST', body: { mode: 'file', file: { src: 'some.bin' } } }],
    ['curl -T up.txt h', { method: 'PUT', body: { mode: 'file', file: { src: 'up.txt' } } }],
    [
      "curl h -F a=1 -F 'b=@x.png;type=image/png'",
      {
        method: 'POST',
        body: {
          mode: 'formdata',
          formdata: [
            { key: 'a', value: '1', type: 'text' },
            { key: 'b', type: 'file', src: 'x.png', contentType: 'image/png' },
          ],
        },
      },
    ],
    [
      "curl h --form-string 'a=@x'",
      { body: { mode: 'formdata', formdata: [{ key: 'a', value: '@x', type: 'text' }] } },
    ],
    [
      `curl h -H 'Content-Type: application/json' -d '{"query":"query Q { a }","variables":{"x":1}}'`,
      { body: { mode: 'graphql', graphql: { query: 'query Q { a }', variables: '{\n  "x": 1\n}' } } },
    ],
    ['curl -u me:secret h', { auth: basic('me', 'secret') }],
    ['curl -u me h', { auth: basic('me', '') }],
    ["curl -u 'me:a:b' h", { auth: basic('me', 'a:b') }],
    [
      'curl --digest -u me:pw h',
      {
        auth: {
          type: 'digest',
          digest: [
            { key: 'username', value: 'me', type: 'string' },
            { key: 'password', value: 'pw', type: 'string' },
          ],
        },
      },
    ],
    ['curl --oauth2-bearer T h', { auth: { type: 'bearer', bearer: [{ key: 'token', value: 'T', type: 'string' }] } }],
  ])('%s', (text, part) => expect(requestOf(text)).toMatchObject(part));

  it.each<[string, string]>([
    ['curl example.com', 'http://example.com'],
    ['curl --url https://h/a', 'https://h/a'],
    ['curl {{base}}/a', '{{base}}/a'],
    ['curl -G h -d a=1 -d b=2', 'http://h?a=1&b=2'],
    ["curl -G 'h?x=0' --data-urlencode 'a=b c'", 'http://h?x=0&a=b%20c'],
    ["curl -sSL 'https://h/?q=a&b=c' -o out", 'https://h/?q=a&b=c'],
    ['$ curl https://h', 'https://h'],
    ['curl.exe https://h', 'https://h'],
    ['curl --compressed --max-time 5 https://h', 'https://h'],
  ])('%s asks %s', (text, url) => expect(requestOf(text).url).toMatchObject({ raw: url }));

  it.each<[string, PostmanItem['protocolProfileBehavior']]>([
    ['curl -k https://h', { strictSSL: false }],
    ['curl --max-redirs 3 https://h', { maxRedirects: 3 }],
    ['curl --http1.1 https://h', { protocolVersion: 'http1' }],
    ['curl --http2 https://h', { protocolVersion: 'http2' }],
    ['curl --tlsv1.2 --tls-max 1.2 https://h', { tlsEnabledProtocols: ['TLSv1_2'] }],
    [
      'curl --ciphers ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA h',
      { tlsCipherSelection: ['ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA'] },
    ],
    ['curl https://h', undefined],
  ])('%s sets %j', (text, settings) => expect(parseCurl(text).item.protocolProfileBehavior).toEqual(settings));

  it.each<[string, string[]]>([
    ['curl h -sSLv --compressed', []],
    ['curl h --cert me.pem -x http://proxy', ['--cert me.pem', '-x http://proxy']],
    ['curl h -o out.txt', ['-o out.txt']],
    ['curl h --no-such-option', ['--no-such-option']],
    ['curl h other', ['other']],
  ])('%s leaves out %j', (text, ignored) => expect(parseCurl(text).ignored).toEqual(ignored));

  it.each<[string, RegExp]>([
    ['wget h', /no command of curl/],
    ['curl -v', /no URL/],
    ["curl 'h", /not closed/],
  ])('%s is refused', (text, message) => expect(() => parseCurl(text)).toThrow(message));

  it('reads what Chrome copies', () => {
    const request = requestOf(`curl 'https://h/graph' \\
  -H 'accept: */*' \\
  -H 'content-type: application/json' \\
  --data-raw $'{"a":"it\\'s \\u00e9"}' \\
  --compressed`);
    expect(request.method).toBe('POST');
    expect(request.body).toMatchObject({ mode: 'raw', raw: `{"a":"it's é"}` });
  });
});

describe('looksLikeCurl', () => {
  it.each([
    ['curl https://h', true],
    ['  $ curl h', true],
    ['https://h/curl', false],
    ['curling', false],
  ])('%s: %s', (text, is) => expect(looksLikeCurl(text)).toBe(is));
});
