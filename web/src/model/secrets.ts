/**
 * Takes secret values out of a document before the browser keeps it, and puts those of the saved document back in.
 * What is secret is what the server seals (docs/formats/elements.md), and headers that carry credentials.
 */
import type { Content } from './element';

/** Stands where a value was. */
const notKept = '\u0000not kept';

/** src/model/auth_secrets.cpp: the parameters of `auth` that only say who, where and how. */
const plainParams: Record<string, readonly string[]> = {
  apikey: ['key', 'in'],
  asap: ['alg', 'kid', 'iss', 'sub', 'aud', 'exp', 'claims'],
  awsv4: ['accessKey', 'region', 'service', 'addAuthDataToQuery'],
  basic: ['username', 'showPassword'],
  bearer: [],
  digest: ['username', 'realm', 'algorithm', 'qop', 'disableRetryRequest'],
  edgegrid: ['baseURL', 'headersToSign', 'maxBodySize'],
  hawk: ['authId', 'algorithm', 'user', 'extraData', 'app', 'delegation', 'includePayloadHash'],
  jwt: ['algorithm', 'isSecretBase64Encoded', 'payload', 'header', 'addTokenTo', 'headerPrefix', 'queryParamKey'],
  ntlm: ['username', 'domain', 'workstation', 'disableRetryRequest'],
  oauth1: ['consumerKey', 'signatureMethod', 'version', 'realm', 'callback', 'addParamsToHeader', 'includeBodyHash'],
  oauth2: [
    'addTokenTo',
    'authUrl',
    'accessTokenUrl',
    'refreshTokenUrl',
    'redirect_uri',
    'clientId',
    'client_authentication',
    'grant_type',
    'scope',
    'audience',
    'resource',
    'state',
    'username',
    'useBrowser',
    'tokenName',
    'tokenType',
    'headerPrefix',
    'challengeAlgorithm',
  ],
};

const secretHeader = /^(authorization|proxy-authorization|cookie)$|token|secret|password|api-?key/i;
/** Only variables, perhaps behind a scheme: `Bearer {{token}}`. */
const onlyVariables = /^\s*([\w-]+\s+)?(\{\{[^{}]*\}\}\s*)+$/;

function isRecord(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hide(value: unknown): unknown {
  const isEmpty = value === null || value === undefined || value === '' || typeof value === 'boolean';
  return isEmpty || (typeof value === 'string' && onlyVariables.test(value)) ? value : notKept;
}

function hideValues(list: unknown, isSecret: (entry: Content) => boolean): unknown {
  if (!Array.isArray(list)) return walk(list);
  return list.map((entry: unknown) =>
    isRecord(entry) && 'value' in entry && isSecret(entry) ? { ...entry, value: hide(entry.value) } : walk(entry),
  );
}

function hideAuth(auth: unknown): unknown {
  if (!isRecord(auth)) return auth;
  return mapMembers(auth, (type, params) => {
    if (type === 'type') return params;
    const isPlain = (key: unknown) => (plainParams[type] ?? []).includes(String(key));
    if (isRecord(params)) return mapMembers(params, (key, value) => (isPlain(key) ? value : hide(value)));
    return hideValues(params, ({ key }) => !isPlain(key));
  });
}

function mapMembers(object: Content, change: (name: string, value: unknown) => unknown): Content {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(name, value)]));
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (!isRecord(value)) return value;
  return mapMembers(value, (name, member) => {
    switch (name) {
      case 'auth':
        return hideAuth(member);
      case 'header':
        return hideValues(member, ({ key }) => secretHeader.test(String(key)));
      case 'values':
      case 'variable':
        return hideValues(member, ({ type }) => type === 'secret');
      case 'passphrase':
      case 'password':
        return typeof member === 'string' ? hide(member) : walk(member);
      default:
        return walk(member);
    }
  });
}

/** The document with a mark in the place of each secret value. */
export function withoutSecrets(content: Content): Content {
  return walk(content) as Content;
}

/** The document as it may be shown to anybody: dots in the place of each secret value. */
export function maskedSecrets(content: Content): Content {
  return mask(withoutSecrets(content)) as Content;
}

function mask(value: unknown): unknown {
  if (value === notKept) return '••••••••';
  if (Array.isArray(value)) return value.map(mask);
  return isRecord(value) ? mapMembers(value, (_name, member) => mask(member)) : value;
}

/** Whether there is a mark in it, so that the saved document is needed. */
export function lacksSecrets(value: unknown): boolean {
  if (value === notKept) return true;
  return Array.isArray(value)
    ? value.some(lacksSecrets)
    : isRecord(value) && Object.values(value).some((member) => lacksSecrets(member));
}

/**
 * The document with the secret values of `saved` where marks are: entries of lists belong together by id, then by key.
 * A mark that has no match there becomes null, which the server takes as "as it is" for variables.
 */
export function withSecretsOf(content: Content, saved: unknown): Content {
  return refill(content, saved) as Content;
}

function refill(value: unknown, saved: unknown): unknown {
  if (value === notKept) return saved ?? null;
  if (Array.isArray(value)) {
    const others: unknown[] = Array.isArray(saved) ? saved : [];
    return value.map((entry: unknown, index) => refill(entry, matchOf(entry, others, index)));
  }
  if (!isRecord(value)) return value;
  const other = isRecord(saved) ? saved : {};
  return mapMembers(value, (name, member) => refill(member, other[name]));
}

function matchOf(entry: unknown, others: unknown[], index: number): unknown {
  if (!isRecord(entry)) return others[index];
  for (const name of ['id', 'key']) {
    if (entry[name] === undefined) continue;
    const match = others.find((other) => isRecord(other) && other[name] === entry[name]);
    if (match !== undefined) return match;
  }
  return entry.id === undefined && entry.key === undefined ? others[index] : undefined;
}
