import { describe, expect, it } from 'vitest';
import type { PostmanAuth, PostmanItem } from '../../model/postman';
import { parseCurl } from '../curl/parse';
import { requestOf } from '../item';
import { rawUrl } from '../url';
import { codeLanguages, generateCode } from './generate';
import { variablesOf } from './names';
import { prepareCode } from './prepare';

function code(language: string, item: PostmanItem, inherited: PostmanAuth | null = null): string {
  const found = codeLanguages.find(({ id }) => id === language);
  if (!found) throw new Error(`no language ${language}`);
  return generateCode(item, inherited, found);
}

const post: PostmanItem = {
  name: 'Order',
  request: {
    method: 'POST',
    url: { raw: '{{baseUrl}}/orders/:id?x=1', variable: [{ key: 'id', value: '{{orderId}}' }] },
    header: [
      { key: 'X-A', value: `it's "a" \\ $b \`c\`` },
      { key: 'X-Off', value: '1', disabled: true },
    ],
    body: { mode: 'raw', raw: '{"a": {{n}}, "b": "c"}', options: { raw: { language: 'json' } } },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: 'typed-in-secret' }] },
  },
};

describe.each(codeLanguages.map(({ id }) => id))('%s', (language) => {
  it('has no secret in it, and reads variables from the environment', () => {
    const text = code(language, post);
    expect(text).not.toContain('typed-in-secret');
    for (const name of ['BASE_URL', 'ORDER_ID', 'TOKEN', 'N']) expect(text).toContain(name);
    expect(text).not.toMatch(/\{\{(baseUrl|orderId|token|n)\}\}/);
  });

  it('leaves out what is disabled, and knows the content type', () => {
    expect(code(language, post)).not.toContain('X-Off');
    expect(code(language, post)).toContain('application/json');
  });

  it.each<[string, PostmanItem['request'], string[]]>([
    [
      'a form',
      { method: 'POST', url: 'h', body: { mode: 'urlencoded', urlencoded: [{ key: 'q', value: 'a b' }] } },
      ['q', 'a b'],
    ],
    [
      'a file in a form',
      {
        method: 'POST',
        url: 'h',
        body: { mode: 'formdata', formdata: [{ key: 'up', type: 'file', src: '/tmp/x.png' }] },
      },
      ['up', '/tmp/x.png'],
    ],
    ['a file', { method: 'PUT', url: 'h', body: { mode: 'file', file: { src: '/tmp/x.bin' } } }, ['/tmp/x.bin', 'PUT']],
    [
      'a query',
      { url: 'h', body: { mode: 'graphql', graphql: { query: 'query Q { a }', variables: '{"x":1}' } } },
      ['query Q', 'variables'],
    ],
    [
      'an API key',
      {
        url: 'h',
        auth: {
          type: 'apikey',
          apikey: [
            { key: 'key', value: 'X-Key' },
            { key: 'value', value: 's' },
          ],
        },
      },
      ['X-Key', 'VALUE'],
    ],
  ])('sends %s', (_, request, wanted) => {
    const text = code(language, { request: request as never });
    for (const part of wanted) expect(text).toContain(part);
  });

  it('says what it does not do', () =>
    expect(code(language, { request: { url: 'h', auth: { type: 'hawk' } } })).toContain('hawk auth is not part'));

  it('takes the auth of a folder', () =>
    expect(
      code(language, { request: { url: 'h' } }, { type: 'bearer', bearer: [{ key: 'token', value: '{{t}}' }] }),
    ).toContain('Bearer'));
});

describe('curl', () => {
  it.each<[string, PostmanItem]>([
    [
      'quotes',
      {
        request: {
          method: 'POST',
          url: 'http://h/?a=1&b=2',
          header: [{ key: 'A', value: `'"\\$\`` }],
          body: { mode: 'raw', raw: `it's\n"x"` },
        },
      },
    ],
    [
      'a form',
      {
        request: {
          method: 'POST',
          url: 'http://h',
          body: { mode: 'urlencoded', urlencoded: [{ key: 'a', value: 'b c&d' }] },
        },
      },
    ],
  ])('is read back as the same request: %s', (_, item) => {
    const before = requestOf(item);
    const after = requestOf(parseCurl(code('curl', item)).item);
    expect(rawUrl(after.url)).toBe(rawUrl(before.url));
    expect(after.method).toBe(before.method);
    expect(after.header?.[0] ?? null).toEqual(before.header?.[0] ?? null);
    expect(after.body).toMatchObject(before.body ?? {});
  });
});

it.each([
  ['curl', `"\${BASE_URL}/orders/\${ORDER_ID}?x=1"`],
  ['fetch', '`${baseUrl}/orders/${orderId}?x=1`'],
  ['python', 'f"{base_url}/orders/{order_id}?x=1"'],
  ['go', 'baseUrl + "/orders/" + orderId + "?x=1"'],
  ['cpp', '(base_url + "/orders/" + order_id + "?x=1").c_str()'],
])('%s puts variables into texts', (language, text) => expect(code(language, post)).toContain(text));

it.each([
  ['python', 'f"{{\\"a\\": {n}, \\"b\\": \\"c\\"}}"'],
  ['curl', `'X-A: it'\\''s "a" \\ $b \`c\`'`],
  ['go', '`{"a": ` + n'],
])('%s quotes as it must', (language, text) => expect(code(language, post)).toContain(text));

it.each([
  ['{{user}}', 'user', 'API_USER'],
  ['{{base-url}}', 'base_url', 'BASE_URL'],
  ['{{2fa code}}', 'value_2fa_code', 'VALUE_2FA_CODE'],
  ['{{$guid}}', 'guid', 'GUID'],
  ['{{response}}', 'response_2', 'RESPONSE_2'],
  ['{{class}}', 'class_2', 'CLASS_2'],
])('%s is named %s and read from %s', (url, snake, environment) => {
  const [variable] = variablesOf(prepareCode({ request: url }, null)).values();
  expect(variable).toMatchObject({ snake, environment });
});
