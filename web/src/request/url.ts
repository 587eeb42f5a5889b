// The URL of a request as people type it and as Postman keeps it: {raw, protocol, host, port, path, query, hash,
// variable}. Cut as src/model/url.cpp cuts it; {{names}} are never looked into. Disabled parameters live in `query` only,
// never in the text. Members that are not known here stay where they are.

import type { PostmanParam, PostmanUrl, PostmanVariable } from '../model/postman';

export interface UrlParts {
  protocol?: string;
  auth?: { user: string; password?: string };
  host?: string[];
  port?: string;
  path?: string[];
  hash?: string;
  /** The text between `?` and `#`; undefined without a `?`. */
  query?: string;
}

/** A copy with the same length in which no separator stands inside a {{name}}. */
function masked(text: string): string {
  return text.replace(/\{\{[^{}]*\}\}/g, (name) => '_'.repeat(name.length));
}

/** Splits at every `separator` that stands outside of {{names}}. */
function splitOutside(text: string, separator: string): string[] {
  const mask = masked(text);
  const pieces: string[] = [];
  let from = 0;
  for (let at = mask.indexOf(separator); at >= 0; at = mask.indexOf(separator, from)) {
    pieces.push(text.slice(from, at));
    from = at + separator.length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

/** [before, after] of the first `separator` outside of {{names}}; after is undefined when there is none. */
function cut(text: string, separator: string, last = false): [string, string | undefined] {
  const mask = masked(text);
  const at = last ? mask.lastIndexOf(separator) : mask.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

export function splitUrl(raw: string): UrlParts {
  const parts: UrlParts = {};
  const [beforeHash, hash] = cut(raw.trimStart(), '#');
  if (hash !== undefined) parts.hash = hash;
  const [front, query] = cut(beforeHash, '?');
  if (query !== undefined) parts.query = query;
  const [protocol, afterProtocol] = cut(front, '://');
  if (afterProtocol !== undefined) parts.protocol = protocol;
  const [authority, path] = cut(afterProtocol ?? front, '/');
  if (path !== undefined) parts.path = splitOutside(path, '/');
  splitAuthority(authority, parts);
  return parts;
}

function splitAuthority(authority: string, parts: UrlParts): void {
  const [credentials, afterAt] = cut(authority, '@', true);
  if (afterAt !== undefined) {
    const [user, password] = cut(credentials, ':');
    parts.auth = password === undefined ? { user } : { user, password };
  }
  let host = afterAt ?? authority;
  const [beforePort, port] = cut(host, ':', true);
  if (port !== undefined && !port.includes(']')) {
    parts.port = port;
    host = beforePort;
  }
  if (host) parts.host = splitOutside(host, '.');
}

/** Names of the path variables in order, each once: segments `:name` and `:name.suffix`. */
export function pathVariableNames(raw: string): string[] {
  const names = (splitUrl(raw).path ?? [])
    .filter((segment) => segment.startsWith(':'))
    .map((segment) => segment.slice(1).split('.')[0] ?? '')
    .filter((name) => name !== '');
  return [...new Set(names)];
}

/** Encodes only what would end the part, {{names}} left alone, so that the text reads back as the same parts. */
function encodePart(text: string, reserved: RegExp): string {
  return text
    .split(/(\{\{[^{}]*\}\})/)
    .map((piece, i) => (i % 2 ? piece : piece.replace(reserved, encodeURIComponent)))
    .join('');
}

function queryText(param: PostmanParam): string {
  const key = encodePart(param.key ?? '', /[&#=]/g);
  return param.value === null || param.value === undefined ? key : `${key}=${encodePart(param.value, /[&#]/g)}`;
}

export function parseQuery(query: string): PostmanParam[] {
  return splitOutside(query, '&').map((piece) => {
    const [key, value] = cut(piece, '=');
    return { key, value: value ?? null };
  });
}

/** The parameters of a URL, those that are disabled too. */
export function queryParams(url: string | PostmanUrl | undefined): PostmanParam[] {
  if (url === undefined) return [];
  if (typeof url !== 'string' && Array.isArray(url.query)) return url.query;
  const { query } = splitUrl(rawUrl(url));
  return query === undefined ? [] : parseQuery(query);
}

/** The text of a URL: its `raw`, or put together from its parts where a file has none. */
export function rawUrl(url: string | PostmanUrl | undefined): string {
  if (url === undefined) return '';
  if (typeof url === 'string') return url;
  return url.raw ?? joinParts(url);
}

function joinTexts(value: unknown, separator: string): string {
  return Array.isArray(value) ? value.map(String).join(separator) : typeof value === 'string' ? value : '';
}

function joinParts(url: PostmanUrl): string {
  const { protocol, port, path, hash, query } = url;
  const front = typeof protocol === 'string' && protocol ? `${protocol.replace(/:\/\/$/, '')}://` : '';
  const portText = typeof port === 'string' || typeof port === 'number' ? `:${port}` : '';
  const pathText = joinTexts(path, '/').replace(/^\/?/, path === undefined ? '' : '/');
  const params = Array.isArray(query) ? query : [];
  return withQuery(
    front + joinTexts(url.host, '.') + portText + pathText + (typeof hash === 'string' ? `#${hash}` : ''),
    params,
  );
}

/** `raw` with its query put anew from the enabled ones of `params`. */
export function withQuery(raw: string, params: readonly PostmanParam[]): string {
  const [beforeHash, hash] = cut(raw, '#');
  const [front] = cut(beforeHash, '?');
  const enabled = params.filter((param) => !param.disabled);
  const query = enabled.length ? `?${enabled.map(queryText).join('&')}` : '';
  return front + query + (hash === undefined ? '' : `#${hash}`);
}

const alike = (a: PostmanParam | undefined, b: PostmanParam | undefined) =>
  (a?.key ?? '') === (b?.key ?? '') && (a?.value ?? null) === (b?.value ?? null);

/**
 * The rows after the text of the query became `typed`: descriptions and unknown members stay with their row, disabled
 * rows stay in their places. Rows are told apart by what is alike at the front and at the end, as text was typed between.
 */
export function mergeParams(rows: readonly PostmanParam[], typed: readonly PostmanParam[]): PostmanParam[] {
  const before = rows.filter((row) => !row.disabled);
  const most = Math.min(before.length, typed.length);
  let front = 0;
  while (front < most && alike(before[front], typed[front])) ++front;
  let end = 0;
  while (end < most - front && alike(before.at(-1 - end), typed.at(-1 - end))) ++end;

  const grown = typed.length - before.length;
  const middleEnd = before.length - end;
  const middle = typed
    .slice(front, typed.length - end)
    .map(({ key, value }, i) => ({ ...before.slice(front, middleEnd)[i], key: key ?? '', value: value ?? null }));
  const now = [...before.slice(0, front), ...middle, ...before.slice(middleEnd)];

  /** Where a disabled row that stood behind `count` enabled ones stands now. */
  const place = (count: number) => {
    if (count <= front) return count;
    return count >= middleEnd ? count + grown : Math.min(count, middleEnd + grown);
  };
  const out: PostmanParam[] = [];
  let taken = 0;
  let seen = 0;
  for (const row of rows) {
    if (!row.disabled) {
      ++seen;
      continue;
    }
    out.push(...now.slice(taken, place(seen)), row);
    taken = Math.max(taken, place(seen));
  }
  return [...out, ...now.slice(taken)];
}

/** The path variables after the path changed; one that was renamed in its place keeps its value. */
export function mergePathVariables(rows: readonly PostmanParam[], names: readonly string[]): PostmanParam[] {
  const known = new Map(rows.map((row) => [row.key ?? '', row]));
  const lost = rows.filter((row) => !names.includes(row.key ?? ''));
  const isNew = names.filter((name) => !known.has(name));
  const renamed = lost.length === 1 && isNew.length === 1 ? lost[0] : undefined;
  return names.map((name) => known.get(name) ?? (renamed ? { ...renamed, key: name } : { key: name, value: '' }));
}

export function pathVariables(url: string | PostmanUrl | undefined): PostmanParam[] {
  return typeof url === 'object' && Array.isArray(url.variable) ? (url.variable as PostmanParam[]) : [];
}

/** `value` with the members of `next`; those that are undefined, or empty lists, are taken out. */
function replaceMembers(value: object, next: Record<string, unknown>): Record<string, unknown> {
  const isKept = (member: unknown) => member !== undefined && !(Array.isArray(member) && member.length === 0);
  return Object.fromEntries(
    Object.entries({ ...value, ...next }).filter(([key, member]) => !(key in next) || isKept(member)),
  );
}

/** The URL object for `raw` and its rows: parts that the text has not are left out, unknown members kept. */
function assemble(url: string | PostmanUrl | undefined, raw: string, query: PostmanParam[]): PostmanUrl {
  const { protocol, auth, host, port, path, hash } = splitUrl(raw);
  const variable = mergePathVariables(pathVariables(url), pathVariableNames(raw));
  const parts = { raw, protocol, auth, host, port, path, query, hash, variable };
  return replaceMembers(typeof url === 'object' ? url : {}, parts);
}

/** The URL after its text was edited. */
export function setRawUrl(url: string | PostmanUrl | undefined, raw: string): PostmanUrl {
  const { query } = splitUrl(raw);
  return assemble(url, raw, mergeParams(queryParams(url), query === undefined ? [] : parseQuery(query)));
}

/** The URL after its table of parameters was edited. */
export function setQueryParams(url: string | PostmanUrl | undefined, params: PostmanParam[]): PostmanUrl {
  return assemble(url, withQuery(rawUrl(url), params), params);
}

/** The URL after values or descriptions of path variables were edited. */
export function setPathVariables(url: string | PostmanUrl | undefined, variables: PostmanParam[]): PostmanUrl {
  const whole = assemble(url, rawUrl(url), queryParams(url));
  return variables.length ? { ...whole, variable: variables as PostmanVariable[] } : whole;
}
