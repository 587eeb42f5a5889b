// Reads a command line of curl into a request of Postman's format. Options by curl's manual page; what a request cannot
// say (output files, proxies, local certificates) is named in `ignored`, so that nobody is surprised.

import type { PostmanAuth, PostmanItem, PostmanParam } from '../../model/postman';
import { setRawUrl } from '../url';
import { shellWords } from './shell';

export interface CurlCommand {
  item: PostmanItem;
  /** Options that have no place in a request, as they were written. */
  ignored: string[];
}

/** Long names of curl's options that take an argument; all others are flags. */
const kWithArgument = new Set(
  (
    'request header data data-raw data-ascii data-binary data-urlencode json form form-string user cookie user-agent ' +
    'referer url upload-file max-redirs oauth2-bearer aws-sigv4 ciphers tls13-ciphers tls-max curves max-time ' +
    'connect-timeout proxy proxy-user output cert key cacert capath cert-type key-type pass resolve connect-to interface ' +
    'cookie-jar write-out limit-rate retry retry-delay retry-max-time range config dump-header noproxy socks5 ' +
    'socks5-hostname unix-socket trace trace-ascii stderr url-query variable expand-data expand-url expand-header ' +
    'request-target proxy-header local-port dns-servers speed-limit speed-time time-cond max-filesize netrc-file ' +
    'pinnedpubkey alt-svc hsts engine crlfile delegation service-name login-options mail-from mail-rcpt'
  ).split(' '),
);
// prettier-ignore
const kShort: Record<string, string> = {
  X: 'request', H: 'header', d: 'data', F: 'form', u: 'user', b: 'cookie', A: 'user-agent', e: 'referer',
  T: 'upload-file', m: 'max-time', x: 'proxy', U: 'proxy-user', o: 'output', E: 'cert', c: 'cookie-jar', w: 'write-out',
  r: 'range', K: 'config', D: 'dump-header', z: 'time-cond', y: 'speed-time', Y: 'speed-limit',
  G: 'get', I: 'head', k: 'insecure', L: 'location', s: 'silent', S: 'show-error', v: 'verbose', i: 'include',
  f: 'fail', g: 'globoff', N: 'no-buffer', '4': 'ipv4', '6': 'ipv6', O: 'remote-name', J: 'remote-header-name',
  '#': 'progress-bar', '0': 'http1.0', '1': 'tlsv1', n: 'netrc', q: 'disable', j: 'junk-session-cookies',
  R: 'remote-time', Z: 'parallel', '3': 'sslv3',
};
/** Options that change only what curl prints: not worth a word. */
const kQuiet = new Set(
  (
    'silent show-error verbose include fail fail-with-body globoff no-buffer progress-bar compressed no-progress-meter ' +
    'basic location path-as-is styled-output disable'
  ).split(' '),
);

interface Option {
  name: string;
  value: string;
  written: string;
}

/** Splits words into options, `url` standing for each word without a dash. */
function readOptions(words: readonly string[]): Option[] {
  const options: Option[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.startsWith('--') && word.length > 2) options.push(readLong(word, rest));
    else if (word.startsWith('-') && word.length > 1) options.push(...readShort(word, rest));
    else options.push({ name: 'url', value: word, written: word });
  }
  return options;
}

function readLong(word: string, rest: string[]): Option {
  const name = word.slice(2);
  return { name, value: kWithArgument.has(name) ? (rest.shift() ?? '') : '', written: word };
}

/** `-sSXPOST` is -s -S -X POST. */
function readShort(word: string, rest: string[]): Option[] {
  const options: Option[] = [];
  for (let i = 1; i < word.length; ++i) {
    const letter = word.charAt(i);
    const name = kShort[letter] ?? '';
    if (!kWithArgument.has(name)) {
      options.push({ name, value: '', written: `-${letter}` });
      continue;
    }
    const inWord = word.slice(i + 1);
    options.push({ name, value: inWord || (rest.shift() ?? ''), written: `-${letter}` });
    break;
  }
  return options;
}

interface Data {
  text: string;
  /** Whether curl would send it as a form unless a header says otherwise. */
  form: boolean;
  /** A file to send, as `--data-binary @file` says. */
  file?: string;
}

/** What the options came to so far. */
interface Draft {
  urls: string[];
  method?: string;
  headers: PostmanParam[];
  data: Data[];
  form: Record<string, unknown>[];
  upload?: string;
  user?: string;
  authType: 'basic' | 'digest' | 'ntlm';
  auth?: PostmanAuth;
  get: boolean;
  head: boolean;
  settings: Record<string, unknown>;
  ignored: string[];
}

const kProtocols = ['TLSv1', 'TLSv1_1', 'TLSv1_2', 'TLSv1_3'];
const kProtocolByOption: Record<string, number> = { tlsv1: 0, 'tlsv1.0': 0, 'tlsv1.1': 1, 'tlsv1.2': 2, 'tlsv1.3': 3 };
const kProtocolByMax: Record<string, number> = { '1.0': 0, '1.1': 1, '1.2': 2, '1.3': 3 };

function authOf(type: string, params: Record<string, string>): PostmanAuth {
  return { type, [type]: Object.entries(params).map(([key, value]) => ({ key, value, type: 'string' })) };
}

function addHeader(draft: Draft, text: string): void {
  if (text.startsWith('@')) {
    draft.ignored.push(`-H ${text}`);
    return;
  }
  const header = /^([^:;]+)(?::\s*(.*)|;\s*)$/s.exec(text);
  // "Name:" without a value takes away a header that curl would send; "Name;" sends an empty one.
  if (!header?.[1] || (header[2] === '' && text.includes(':'))) return;
  draft.headers.push({ key: header[1].trim(), value: (header[2] ?? '').trimEnd() });
}

/** `--data-urlencode`: content, =content, name=content. */
function urlencodedData(value: string): Data {
  const equals = value.indexOf('=');
  if (equals < 0) return { text: encodeURIComponent(value), form: true };
  const name = value.slice(0, equals);
  return { text: (name ? `${name}=` : '') + encodeURIComponent(value.slice(equals + 1)), form: true };
}

function addData(draft: Draft, name: string, value: string): void {
  if (name === 'data-urlencode') {
    if (/^[^=]*@/.test(value)) draft.ignored.push(`--data-urlencode ${value}`);
    else draft.data.push(urlencodedData(value));
    return;
  }
  const fromFile = value.startsWith('@') && name !== 'data-raw';
  const form = name !== 'json';
  draft.data.push(fromFile ? { text: '', form, file: value.slice(1) } : { text: value, form });
}

/** `name=value`, `name=@file;type=…`, `name=<file`. */
function addForm(draft: Draft, value: string, plain: boolean): void {
  const equals = value.indexOf('=');
  const key = equals < 0 ? value : value.slice(0, equals);
  let content = equals < 0 ? '' : value.slice(equals + 1);
  let contentType: string | undefined;
  const suffix = plain ? null : /;\s*(type|filename|headers|encoder)=("[^"]*"|[^;]*)\s*$/.exec(content);
  if (suffix) {
    content = content.slice(0, suffix.index);
    if (suffix[1] === 'type') contentType = suffix[2];
  }
  const more = contentType ? { contentType } : {};
  const file = plain ? null : /^[@<]"?(.*?)"?$/s.exec(content);
  if (file) draft.form.push({ key, type: 'file', src: file[1] ?? '', ...more });
  else draft.form.push({ key, value: plain ? content : content.replace(/^"(.*)"$/s, '$1'), type: 'text', ...more });
}

const kTake: Record<string, (draft: Draft, value: string, name: string) => void> = {
  url: (draft, value) => draft.urls.push(value),
  request: (draft, value) => (draft.method = value),
  header: addHeader,
  form: (draft, value) => addForm(draft, value, false),
  'form-string': (draft, value) => addForm(draft, value, true),
  user: (draft, value) => (draft.user = value),
  cookie: (draft, value) =>
    value.includes('=') ? draft.headers.push({ key: 'Cookie', value }) : draft.ignored.push(`-b ${value}`),
  'user-agent': (draft, value) => draft.headers.push({ key: 'User-Agent', value }),
  referer: (draft, value) => draft.headers.push({ key: 'Referer', value: value.replace(/;auto$/, '') }),
  'upload-file': (draft, value) => (draft.upload = value),
  get: (draft) => (draft.get = true),
  head: (draft) => (draft.head = true),
  insecure: (draft) => (draft.settings.strictSSL = false),
  'location-trusted': (draft) => (draft.settings.followAuthorizationHeader = true),
  post301: (draft) => (draft.settings.followOriginalHttpMethod = true),
  post302: (draft) => (draft.settings.followOriginalHttpMethod = true),
  'max-redirs': (draft, value) => {
    if (/^\d+$/.test(value)) draft.settings.maxRedirects = Number(value);
  },
  digest: (draft) => (draft.authType = 'digest'),
  ntlm: (draft) => (draft.authType = 'ntlm'),
  'oauth2-bearer': (draft, value) => (draft.auth = authOf('bearer', { token: value })),
  'aws-sigv4': (draft, value) => {
    const [, , region = '', service = ''] = value.split(':');
    draft.auth = authOf('awsv4', { region, service });
  },
  'http1.1': (draft) => (draft.settings.protocolVersion = 'http1'),
  http2: (draft) => (draft.settings.protocolVersion = 'http2'),
  'http2-prior-knowledge': (draft) => (draft.settings.protocolVersion = 'http2'),
  ciphers: (draft, value) => addTo(draft, 'tlsCipherSelection', value),
  'tls13-ciphers': (draft, value) => addTo(draft, 'tlsCipherSelection', value),
  curves: (draft, value) => addTo(draft, 'tlsGroups', value),
  'tls-max': (draft, value) => limitProtocols(draft, (index) => index <= (kProtocolByMax[value] ?? 3)),
};
for (const name of ['data', 'data-raw', 'data-ascii', 'data-binary', 'data-urlencode', 'json']) {
  kTake[name] = (draft, value) => addData(draft, name, value);
}
for (const [name, least] of Object.entries(kProtocolByOption)) {
  kTake[name] = (draft) => limitProtocols(draft, (index) => index >= least);
}

function addTo(draft: Draft, setting: string, list: string): void {
  const before = (draft.settings[setting] ?? []) as string[];
  draft.settings[setting] = [...before, ...list.split(/[:,\s]+/).filter(Boolean)];
}

function limitProtocols(draft: Draft, allowed: (index: number) => boolean): void {
  const before = (draft.settings.tlsEnabledProtocols ?? kProtocols) as string[];
  draft.settings.tlsEnabledProtocols = before.filter((name) => allowed(kProtocols.indexOf(name)));
}

function hasHeader(draft: Draft, name: string): boolean {
  return draft.headers.some((header) => header.key?.toLowerCase() === name);
}

function contentType(draft: Draft): string {
  return (draft.headers.find((header) => header.key?.toLowerCase() === 'content-type')?.value ?? '').toLowerCase();
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

/** The rows of `a=1&b=2`; null when the text is no such form, as {"a":1} sent with -d is none. */
function formRows(text: string): PostmanParam[] | null {
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (!pairs.length || !pairs.every((pair) => /^[^\s={}"<>]+=/.test(pair))) return null;
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    return { key: decodeForm(pair.slice(0, equals)), value: decodeForm(pair.slice(equals + 1)), type: 'text' };
  });
}

function rawLanguage(type: string, text: string): string {
  if (type.includes('json') || (!type && /^\s*[[{]/.test(text))) return 'json';
  if (type.includes('xml')) return 'xml';
  if (type.includes('html')) return 'html';
  if (type.includes('javascript')) return 'javascript';
  return 'text';
}

function bodyOf(draft: Draft): Record<string, unknown> | undefined {
  if (draft.form.length) return { mode: 'formdata', formdata: draft.form };
  if (draft.upload !== undefined) return { mode: 'file', file: { src: draft.upload } };
  if (!draft.data.length || draft.get) return undefined;
  const file = draft.data.find((data) => data.file !== undefined);
  if (file) return { mode: 'file', file: { src: file.file } };
  const text = draft.data.map((data) => data.text).join('&');
  const type = contentType(draft);
  const graphql = type.includes('json') ? graphqlOf(text) : null;
  if (graphql) return { mode: 'graphql', graphql };
  const rows = !type || type.includes('x-www-form-urlencoded') ? formRows(text) : null;
  if (rows && draft.data.every((data) => data.form)) return { mode: 'urlencoded', urlencoded: rows };
  return { mode: 'raw', raw: text, options: { raw: { language: rawLanguage(type, text) } } };
}

/** A JSON body that holds nothing but a GraphQL query and its variables. */
function graphqlOf(text: string): Record<string, string> | null {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
    const { query, variables, operationName, ...rest } = body as Record<string, unknown>;
    if (typeof query !== 'string' || !/^\s*(query|mutation|subscription|fragment|\{)/.test(query)) return null;
    if (Object.keys(rest).length) return null;
    return {
      query,
      variables: variables === undefined || variables === null ? '' : JSON.stringify(variables, null, 2),
      ...(typeof operationName === 'string' ? { operationName } : {}),
    };
  } catch {
    return null;
  }
}

function addImpliedHeaders(draft: Draft, options: readonly Option[]): void {
  const json = options.some((option) => option.name === 'json');
  if (json && !hasHeader(draft, 'content-type')) draft.headers.push({ key: 'Content-Type', value: 'application/json' });
  if (json && !hasHeader(draft, 'accept')) draft.headers.push({ key: 'Accept', value: 'application/json' });
}

function authFrom(draft: Draft): PostmanAuth | undefined {
  if (draft.user === undefined) return draft.auth;
  const colon = draft.user.indexOf(':');
  const username = colon < 0 ? draft.user : draft.user.slice(0, colon);
  const password = colon < 0 ? '' : draft.user.slice(colon + 1);
  if (draft.auth?.type === 'awsv4') {
    const params = (draft.auth.awsv4 ?? []) as { key: string; value: string }[];
    const known = Object.fromEntries(params.map((param) => [param.key, param.value]));
    return authOf('awsv4', { accessKey: username, secretKey: password, ...known });
  }
  return authOf(draft.authType, { username, password });
}

function methodOf(draft: Draft, body: unknown): string {
  if (draft.method) return draft.method;
  if (draft.head) return 'HEAD';
  if (draft.upload !== undefined) return 'PUT';
  return body ? 'POST' : 'GET';
}

/** A header of the content type says nothing more than the body's own editor does. */
function withoutImplied(draft: Draft, body: Record<string, unknown> | undefined): PostmanParam[] {
  if (body?.mode !== 'urlencoded' && body?.mode !== 'formdata') return draft.headers;
  return draft.headers.filter((header) => header.key?.toLowerCase() !== 'content-type');
}

function urlOf(draft: Draft): string {
  let url = draft.urls[0] ?? '';
  if (url && !url.includes('://') && !url.startsWith('{{')) url = `http://${url}`;
  if (!draft.get || !draft.data.length) return url;
  const query = draft.data.map((data) => data.text).join('&');
  return url + (url.includes('?') ? '&' : '?') + query;
}

/** Whether a text that was pasted is a command of curl. */
export function looksLikeCurl(text: string): boolean {
  return /^\s*\$?\s*curl(\.exe)?\s/.test(text);
}

/** Throws an Error with a sentence for people when the text is no command of curl. */
export function parseCurl(text: string): CurlCommand {
  const words = shellWords(text.replace(/^\s*\$\s+/, ''));
  if (!/^curl(\.exe)?$/.test(words[0] ?? '')) throw new Error('This is no command of curl');
  const options = readOptions(words.slice(1));
  const draft: Draft = {
    urls: [],
    headers: [],
    data: [],
    form: [],
    authType: 'basic',
    get: false,
    head: false,
    settings: {},
    ignored: [],
  };
  for (const { name, value, written } of options) {
    const take = kTake[name];
    if (take) take(draft, value, name);
    else if (!kQuiet.has(name)) draft.ignored.push(value && kWithArgument.has(name) ? `${written} ${value}` : written);
  }
  if (!draft.urls.length) throw new Error('The command has no URL');
  for (const url of draft.urls.slice(1)) draft.ignored.push(url);
  return { item: itemOf(draft, options), ignored: draft.ignored };
}

function itemOf(draft: Draft, options: readonly Option[]): PostmanItem {
  addImpliedHeaders(draft, options);
  const body = bodyOf(draft);
  const auth = authFrom(draft);
  return {
    request: {
      method: methodOf(draft, body),
      header: withoutImplied(draft, body),
      ...(body ? { body } : {}),
      ...(auth ? { auth } : {}),
      url: setRawUrl(undefined, urlOf(draft)),
    },
    ...(Object.keys(draft.settings).length ? { protocolProfileBehavior: draft.settings } : {}),
  };
}
