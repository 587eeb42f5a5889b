// A request as code generators want it: URL with path variables in it, headers with those of auth and body, the body in
// one of four forms. Texts keep their {{names}}; a secret of `auth` that was typed as text becomes a name, too, so that no
// code has it.

import type { PostmanAuth, PostmanItem, PostmanParam } from '../../model/postman';
import { findVariables } from '../../editor/tokens';
import { authParam, isSecretParam } from '../auth';
import { bodyMode, bodyOf, graphqlVariables, rawLanguage, rawLanguages } from '../body';
import { descriptionText, headersOf, methodOf, requestOf } from '../item';
import { pathVariables, rawUrl, withQuery, queryParams } from '../url';

export interface FormPart {
  key: string;
  value: string;
  /** Path of a file, in the place of `value`. */
  file?: string;
  contentType?: string;
}

export type CodeBody =
  | { kind: 'none' }
  | { kind: 'text'; text: string }
  | { kind: 'form'; fields: { key: string; value: string }[] }
  | { kind: 'multipart'; parts: FormPart[] }
  | { kind: 'file'; path: string };

export interface CodeRequest {
  method: string;
  url: string;
  headers: { key: string; value: string }[];
  basicAuth: { username: string; password: string } | null;
  body: CodeBody;
  /** What the code does not do, as "digest auth". */
  leftOut: string[];
  insecure: boolean;
  followRedirects: boolean;
}

const isOn = (row: PostmanParam) => !row.disabled && (row.key ?? '') !== '';
const pair = ({ key, value }: PostmanParam) => ({ key: key ?? '', value: value ?? '' });

function urlOf(item: PostmanItem): string {
  const { url } = requestOf(item);
  const values = new Map(pathVariables(url).map((row) => [row.key ?? '', row.value ?? '']));
  const [front = '', ...rest] = rawUrl(url).split('?');
  const path = front.replace(/\/:([^/.{}]+)/g, (whole, name: string) => {
    const value = values.get(name);
    return value ? `/${value}` : whole;
  });
  return [path, ...rest].join('?');
}

/** The value of a parameter of auth; a secret that is no {{name}} becomes one. */
function param(auth: PostmanAuth, key: string): string {
  const value = authParam(auth, key);
  const text = typeof value === 'string' ? value : '';
  if (!isSecretParam(auth.type, key) || findVariables(text).length) return text;
  return value === null || text !== '' ? `{{${key}}}` : '';
}

function addAuth(request: CodeRequest, auth: PostmanAuth): void {
  const header = (key: string, value: string) => request.headers.push({ key, value });
  const query = (key: string, value: string) => {
    request.url = withQuery(request.url, [...queryParams(request.url), { key, value }]);
  };
  switch (auth.type) {
    case 'noauth':
      return;
    case 'basic':
      request.basicAuth = { username: param(auth, 'username'), password: param(auth, 'password') };
      return;
    case 'bearer':
      header('Authorization', `Bearer ${param(auth, 'token')}`);
      return;
    case 'apikey':
      (authParam(auth, 'in') === 'query' ? query : header)(param(auth, 'key'), param(auth, 'value'));
      return;
    case 'oauth2': {
      const token = param(auth, 'accessToken') || '{{accessToken}}';
      if (authParam(auth, 'addTokenTo') === 'queryParams') query('access_token', token);
      else header('Authorization', `${param(auth, 'headerPrefix').trim() || 'Bearer'} ${token}`);
      return;
    }
    default:
      request.leftOut.push(`${auth.type} auth`);
  }
}

function graphqlText(item: PostmanItem): string {
  const body = bodyOf(item);
  const variables = graphqlVariables(body).trim();
  const query = JSON.stringify(body.graphql?.query ?? '');
  return `{"query":${query}${variables ? `,"variables":${variables}` : ''}}`;
}

function contentTypeOf(item: PostmanItem): string | null {
  switch (bodyMode(item)) {
    case 'raw':
      return rawLanguages.find(({ id }) => id === rawLanguage(item))?.contentType ?? null;
    case 'graphql':
      return 'application/json';
    default:
      return null;
  }
}

function bodyFor(item: PostmanItem): CodeBody {
  const body = bodyOf(item);
  switch (bodyMode(item)) {
    case 'raw':
      return { kind: 'text', text: body.raw ?? '' };
    case 'graphql':
      return { kind: 'text', text: graphqlText(item) };
    case 'urlencoded':
      return { kind: 'form', fields: (body.urlencoded ?? []).filter(isOn).map(pair) };
    case 'formdata':
      return {
        kind: 'multipart',
        parts: (body.formdata ?? []).filter(isOn).flatMap((row): FormPart[] => {
          const type = row.contentType ? { contentType: row.contentType } : {};
          if (row.type !== 'file') return [{ ...pair(row), ...type }];
          const files = Array.isArray(row.src) ? row.src : [row.src ?? ''];
          return files.map((file) => ({ key: row.key ?? '', value: '', file, ...type }));
        }),
      };
    case 'file':
      return { kind: 'file', path: body.file?.src ?? '' };
    default:
      return { kind: 'none' };
  }
}

/** `inherited` counts where the request has no auth of its own. */
export function prepareCode(item: PostmanItem, inherited: PostmanAuth | null): CodeRequest {
  const behaviour = item.protocolProfileBehavior ?? {};
  const request: CodeRequest = {
    method: methodOf(item).toUpperCase() || 'GET',
    url: urlOf(item),
    headers: headersOf(requestOf(item)).filter(isOn).map(pair),
    basicAuth: null,
    body: bodyFor(item),
    leftOut: [],
    insecure: behaviour.strictSSL === false,
    followRedirects: behaviour.followRedirects !== false,
  };
  const type = contentTypeOf(item);
  if (type && !request.headers.some(({ key }) => key.toLowerCase() === 'content-type')) {
    request.headers.push({ key: 'Content-Type', value: type });
  }
  const auth = requestOf(item).auth ?? inherited;
  if (auth) addAuth(request, auth);
  return request;
}

/** The first line of what the request is about, for a comment. */
export function titleOf(item: PostmanItem): string {
  return (item.name ?? descriptionText(requestOf(item).description)).split('\n')[0] ?? '';
}
