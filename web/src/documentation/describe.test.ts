import { describe, expect, it } from 'vitest';
import { describeAuth, describeRequest } from './describe';

const bearer = (token: string | null) => ({ type: 'bearer', bearer: [{ key: 'token', value: token }] });

describe('what the documentation says of a request', () => {
  it('has its parameters with what they are for, also those that are switched off', () => {
    const doc = describeRequest(
      {
        request: {
          method: 'POST',
          url: {
            raw: '{{base}}/orders/:id?by=name',
            query: [
              { key: 'by', value: 'name', description: { content: 'What to sort by' } },
              { key: 'limit', value: '10', disabled: true },
            ],
            variable: [{ key: 'id', value: '7', description: 'The order' }],
          },
          header: 'Accept: text/plain',
        },
      },
      null,
    );
    expect(doc).toMatchObject({
      method: 'POST',
      url: '{{base}}/orders/:id?by=name',
      path: [{ key: 'id', value: '7', description: 'The order', isOptional: false }],
      query: [
        { key: 'by', description: 'What to sort by', isOptional: false },
        { key: 'limit', description: '', isOptional: true },
      ],
      headers: [{ key: 'Accept', value: 'text/plain' }],
      body: { kind: 'none' },
      auth: null,
    });
  });

  it.each([
    ['a text', { mode: 'raw', raw: '{}', options: { raw: { language: 'json' } } }, { kind: 'text', language: 'json' }],
    [
      'a form',
      { mode: 'urlencoded', urlencoded: [{ key: 'a', value: 'b' }] },
      { kind: 'form', fields: [{ key: 'a' }] },
    ],
    ['GraphQL', { mode: 'graphql', graphql: { query: '{ a }' } }, { kind: 'graphql', query: '{ a }', variables: '' }],
    ['a file', { mode: 'file', file: { src: 'a.bin' } }, { kind: 'file', name: 'a.bin' }],
    ['none, switched off', { mode: 'raw', raw: '{}', disabled: true }, { kind: 'none' }],
  ] as const)('has its body: %s', (_name, body, expected) => {
    const copy = JSON.parse(JSON.stringify(body)) as never;
    expect(describeRequest({ request: { body: copy } }, null).body).toMatchObject(expected);
  });

  it('has its examples in the language of their type', () => {
    const doc = describeRequest(
      {
        request: 'http://a.test',
        response: [
          {
            name: 'Made',
            code: 201,
            status: 'Created',
            header: [{ key: 'Content-Type', value: 'application/xml; charset=utf-8' }],
            body: '<a/>',
            originalRequest: { method: 'PUT', url: 'http://a.test/1' },
          },
        ],
      },
      null,
    );
    expect(doc.examples).toMatchObject([
      { name: 'Made', status: '201 Created', language: 'xml', body: '<a/>', request: { method: 'PUT' } },
    ]);
  });
});

describe('authentication', () => {
  const inherited = { from: 'Orders', auth: bearer('{{token}}') };
  it.each([
    ['its own before what is above', bearer('{{mine}}'), inherited, { from: null, params: [{ value: '{{mine}}' }] }],
    ['what is above, by its name', null, inherited, { from: 'Orders', params: [{ value: '{{token}}' }] }],
    ['dots for a secret', bearer('abc'), null, { params: [{ value: '••••••••' }] }],
    ['dots for one that the server keeps', bearer(null), null, { params: [{ value: '••••••••' }] }],
  ])('is %s', (_name, own, above, expected) => {
    expect(describeAuth(own, above)).toMatchObject(expected);
  });

  it('is none where the request says so', () => {
    expect(describeAuth({ type: 'noauth' }, inherited)).toBeNull();
  });
});
