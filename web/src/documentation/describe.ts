/** What the documentation says of a request, as values: shown, printed and exported from the same. */
import type { Language } from '../editor/languages';
import { languageOf } from '../editor/languages';
import type { InheritedAuth } from '../model/inherited_auth';
import type { PostmanAuth, PostmanItem, PostmanParam, PostmanRequest, PostmanResponse } from '../model/postman';
import { authParam, isSecretParam, ownAuth } from '../request/auth';
import { authType } from '../request/auth_types';
import { bodyMode, bodyOf, graphqlVariables, rawLanguage } from '../request/body';
import { descriptionText, headersOf, methodOf, requestOf } from '../request/item';
import { pathVariables, queryParams, rawUrl } from '../request/url';

export interface ParamDoc {
  key: string;
  value: string;
  description: string;
  /** It is there, but not sent as long as it is not switched on. */
  isOptional: boolean;
}

export interface AuthDoc {
  type: string;
  /** The collection or folder that it comes from; null: the request's own. */
  from: string | null;
  params: { name: string; value: string }[];
}

export type BodyDoc =
  | { kind: 'none' }
  | { kind: 'text'; language: Language; text: string }
  | { kind: 'graphql'; query: string; variables: string }
  | { kind: 'form'; name: string; fields: ParamDoc[] }
  | { kind: 'file'; name: string };

export interface ExampleDoc {
  name: string;
  /** "201 Created". */
  status: string;
  /** What was asked; null: it was not kept. */
  request: { method: string; url: string; body: BodyDoc } | null;
  headers: ParamDoc[];
  language: Language;
  body: string;
}

export interface RequestDoc {
  method: string;
  url: string;
  description: string;
  auth: AuthDoc | null;
  path: ParamDoc[];
  query: ParamDoc[];
  headers: ParamDoc[];
  body: BodyDoc;
  examples: ExampleDoc[];
}

/** Secret values are to be masked in `item` already (model/secrets.ts). */
export function describeRequest(item: PostmanItem, inherited: InheritedAuth | null): RequestDoc {
  const request = requestOf(item);
  return {
    method: methodOf(item),
    url: rawUrl(request.url),
    description: descriptionText(request.description),
    auth: describeAuth(ownAuth(item), inherited),
    path: params(pathVariables(request.url)),
    query: params(queryParams(request.url)),
    headers: params(headersOf(request)),
    body: describeBody(item),
    examples: (item.response ?? []).map(describeExample),
  };
}

function params(rows: readonly PostmanParam[]): ParamDoc[] {
  return rows.flatMap(({ key, value, description, disabled }) =>
    key ? [{ key, value: value ?? '', description: descriptionText(description), isOptional: disabled === true }] : [],
  );
}

/** null: nothing is added to the request. */
export function describeAuth(own: PostmanAuth | null, inherited: InheritedAuth | null): AuthDoc | null {
  const auth = own ?? inherited?.auth;
  if (!auth || auth.type === 'noauth') return null;
  const known = authType(auth.type);
  const shown = (known?.fields ?? []).flatMap(({ key, label }) => {
    const value = authParam(auth, key);
    if (value === undefined || value === '' || typeof value === 'boolean') return [];
    const isHidden = value === null || (isSecretParam(auth.type, key) && !value.includes('{{'));
    return [{ name: label, value: isHidden ? masked : value }];
  });
  return { type: known?.label ?? auth.type, from: own ? null : (inherited?.from ?? null), params: shown };
}

/** In the place of a secret. */
const masked = '••••••••';

function describeBody(item: PostmanItem): BodyDoc {
  const body = bodyOf(item);
  switch (bodyMode(item)) {
    case 'none':
      return { kind: 'none' };
    case 'raw':
      return body.raw ? { kind: 'text', language: rawLanguage(item), text: body.raw } : { kind: 'none' };
    case 'graphql':
      return { kind: 'graphql', query: body.graphql?.query ?? '', variables: graphqlVariables(body) };
    case 'urlencoded':
      return { kind: 'form', name: 'Form (URL-encoded)', fields: params(body.urlencoded ?? []) };
    case 'formdata':
      return {
        kind: 'form',
        name: 'Form (multipart)',
        fields: params((body.formdata ?? []).map((row) => (row.type === 'file' ? { ...row, value: '(a file)' } : row))),
      };
    case 'file':
      return { kind: 'file', name: body.file?.src ?? '' };
  }
}

function describeExample(example: PostmanResponse): ExampleDoc {
  const { name, code, status, originalRequest: asked, body } = example;
  const headers = params(headersOf({ header: example.header ?? [] }));
  return {
    name: name ?? 'Example',
    status: [code, status].filter((part) => part !== undefined && part !== '').join(' '),
    request: asked ? exampleRequest(asked) : null,
    headers,
    language: languageOf(contentType(headers) || `application/${example._postman_previewlanguage ?? ''}`),
    body: body ?? '',
  };
}

function exampleRequest(asked: PostmanRequest): ExampleDoc['request'] {
  const item = { request: asked };
  return { method: methodOf(item), url: rawUrl(requestOf(item).url), body: describeBody(item) };
}

function contentType(headers: readonly ParamDoc[]): string {
  return headers.find(({ key }) => key.toLowerCase() === 'content-type')?.value ?? '';
}
