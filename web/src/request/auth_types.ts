// The types of authentication and their parameters, by docs/auth.md and Postman's names, with what each is for.
// What is secret goes by src/model/auth_secrets.cpp: a secret that the server keeps sealed comes as null.

export interface AuthField {
  key: string;
  label: string;
  kind: 'text' | 'secret' | 'multiline' | 'choice' | 'flag';
  choices?: readonly { value: string; label: string }[];
  help?: string;
  /** Shown under "More". */
  advanced?: boolean;
  /** Shown only where another parameter has one of these values. */
  when?: { key: string; in: readonly string[] };
  initial?: string | boolean;
}

export interface AuthType {
  id: string;
  label: string;
  help: string;
  fields: readonly AuthField[];
}

const same = (...values: string[]) => values.map((value) => ({ value, label: value }));

const kAddTo = {
  key: 'addTokenTo',
  label: 'Add token to',
  kind: 'choice' as const,
  choices: [
    { value: 'header', label: 'Header' },
    { value: 'queryParams', label: 'Query parameters' },
  ],
  initial: 'header',
};

const kUsername: AuthField = { key: 'username', label: 'User name', kind: 'text' };
const kPassword: AuthField = { key: 'password', label: 'Password', kind: 'secret' };
const kNoRetry: AuthField = {
  key: 'disableRetryRequest',
  label: 'Do not send again after 401',
  kind: 'flag',
  advanced: true,
};

const kTokenGrants = ['client_credentials', 'password_credentials'] as const;
const kCodeGrants = ['authorization_code', 'authorization_code_with_pkce'] as const;
const kAllGrants = [...kTokenGrants, ...kCodeGrants, 'device_code'];

const kOauth2: readonly AuthField[] = [
  {
    key: 'accessToken',
    label: 'Access token',
    kind: 'secret',
    help: 'Leave empty to get one by the grant below; it is kept in memory only.',
  },
  { key: 'headerPrefix', label: 'Header prefix', kind: 'text', initial: 'Bearer' },
  kAddTo,
  {
    key: 'grant_type',
    label: 'Grant',
    kind: 'choice',
    choices: [
      { value: '', label: 'None: use the token above' },
      { value: 'authorization_code_with_pkce', label: 'Authorization code with PKCE' },
      { value: 'authorization_code', label: 'Authorization code' },
      { value: 'client_credentials', label: 'Client credentials' },
      { value: 'password_credentials', label: 'Password credentials' },
      { value: 'device_code', label: 'Device code' },
    ],
    help: 'The implicit grant is refused (RFC 9700).',
  },
  { key: 'authUrl', label: 'Authorization URL', kind: 'text', when: { key: 'grant_type', in: kCodeGrants } },
  {
    key: 'deviceAuthorizationUrl',
    label: 'Device authorization URL',
    kind: 'text',
    when: { key: 'grant_type', in: ['device_code'] },
  },
  { key: 'accessTokenUrl', label: 'Token URL', kind: 'text', when: { key: 'grant_type', in: kAllGrants } },
  { key: 'clientId', label: 'Client ID', kind: 'text', when: { key: 'grant_type', in: kAllGrants } },
  { key: 'clientSecret', label: 'Client secret', kind: 'secret', when: { key: 'grant_type', in: kAllGrants } },
  { ...kUsername, when: { key: 'grant_type', in: ['password_credentials'] } },
  { ...kPassword, when: { key: 'grant_type', in: ['password_credentials'] } },
  { key: 'scope', label: 'Scope', kind: 'text', when: { key: 'grant_type', in: kAllGrants } },
  {
    key: 'client_authentication',
    label: 'Client authentication',
    kind: 'choice',
    choices: [
      { value: 'header', label: 'Basic header' },
      { value: 'body', label: 'In the body' },
    ],
    initial: 'header',
    when: { key: 'grant_type', in: kAllGrants },
    advanced: true,
  },
  {
    key: 'challengeAlgorithm',
    label: 'Code challenge',
    kind: 'choice',
    choices: same('S256', 'plain'),
    initial: 'S256',
    when: { key: 'grant_type', in: ['authorization_code_with_pkce'] },
    advanced: true,
  },
  { key: 'audience', label: 'Audience', kind: 'text', when: { key: 'grant_type', in: kAllGrants }, advanced: true },
  { key: 'resource', label: 'Resource', kind: 'text', when: { key: 'grant_type', in: kAllGrants }, advanced: true },
  {
    key: 'issuer',
    label: 'Issuer',
    kind: 'text',
    help: 'Compared with `iss` of the answer (RFC 9207).',
    when: { key: 'grant_type', in: kCodeGrants },
    advanced: true,
  },
  { key: 'refreshToken', label: 'Refresh token', kind: 'secret', advanced: true },
  { key: 'refreshTokenUrl', label: 'Refresh URL', kind: 'text', advanced: true },
];

const kJwtAlgorithms = ['HS', 'RS', 'PS', 'ES'].flatMap((family) => ['256', '384', '512'].map((bits) => family + bits));

/** In the order of the list that people choose from. */
export const authTypes: readonly AuthType[] = [
  { id: 'noauth', label: 'No auth', help: 'Nothing is added, whatever folders say.', fields: [] },
  {
    id: 'bearer',
    label: 'Bearer token',
    help: 'Sends `Authorization: Bearer …`.',
    fields: [{ key: 'token', label: 'Token', kind: 'secret' }],
  },
  {
    id: 'basic',
    label: 'Basic auth',
    help: 'Sends user name and password with each request (RFC 7617): over https only.',
    fields: [kUsername, kPassword],
  },
  {
    id: 'apikey',
    label: 'API key',
    help: 'A header or a query parameter of your own.',
    fields: [
      { key: 'key', label: 'Key', kind: 'text' },
      { key: 'value', label: 'Value', kind: 'secret' },
      {
        key: 'in',
        label: 'Add to',
        kind: 'choice',
        choices: [
          { value: 'header', label: 'Header' },
          { value: 'query', label: 'Query parameters' },
        ],
        initial: 'header',
      },
    ],
  },
  {
    id: 'oauth2',
    label: 'OAuth 2.0',
    help: 'A token that you have, or a grant that gets one.',
    fields: kOauth2,
  },
  {
    id: 'oauth1',
    label: 'OAuth 1.0',
    help: 'Signs the request (RFC 5849).',
    fields: [
      {
        key: 'signatureMethod',
        label: 'Signature',
        kind: 'choice',
        choices: same('HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512', 'PLAINTEXT'),
        initial: 'HMAC-SHA256',
      },
      { key: 'consumerKey', label: 'Consumer key', kind: 'text' },
      { key: 'consumerSecret', label: 'Consumer secret', kind: 'secret' },
      { key: 'token', label: 'Token', kind: 'secret' },
      { key: 'tokenSecret', label: 'Token secret', kind: 'secret' },
      {
        key: 'privateKey',
        label: 'Private key',
        kind: 'multiline',
        help: 'PEM, for RSA signatures.',
        when: { key: 'signatureMethod', in: ['RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512'] },
      },
      { key: 'addParamsToHeader', label: 'Add to the Authorization header', kind: 'flag', initial: true },
      { key: 'callback', label: 'Callback URL', kind: 'text', advanced: true },
      { key: 'verifier', label: 'Verifier', kind: 'secret', advanced: true },
      { key: 'realm', label: 'Realm', kind: 'text', advanced: true },
      { key: 'timestamp', label: 'Timestamp', kind: 'text', advanced: true },
      { key: 'nonce', label: 'Nonce', kind: 'text', advanced: true },
      { key: 'version', label: 'Version', kind: 'text', advanced: true, initial: '1.0' },
      { key: 'includeBodyHash', label: 'Include a hash of the body', kind: 'flag', advanced: true },
      { key: 'addEmptyParamsToSign', label: 'Sign empty parameters too', kind: 'flag', advanced: true },
      { key: 'disableHeaderEncoding', label: 'Do not encode the header', kind: 'flag', advanced: true },
    ],
  },
  {
    id: 'awsv4',
    label: 'AWS signature',
    help: 'Signature version 4.',
    fields: [
      { key: 'accessKey', label: 'Access key', kind: 'text' },
      { key: 'secretKey', label: 'Secret key', kind: 'secret' },
      { key: 'region', label: 'Region', kind: 'text', help: 'Empty: taken from amazonaws.com hosts.' },
      { key: 'service', label: 'Service', kind: 'text', help: 'Empty: taken from amazonaws.com hosts.' },
      { key: 'sessionToken', label: 'Session token', kind: 'secret' },
      { key: 'addAuthDataToQuery', label: 'Sign in the query', kind: 'flag', advanced: true },
    ],
  },
  {
    id: 'digest',
    label: 'Digest auth',
    help: 'Answers the server’s challenge (RFC 7616).',
    fields: [
      kUsername,
      kPassword,
      kNoRetry,
      { key: 'realm', label: 'Realm', kind: 'text', advanced: true },
      { key: 'nonce', label: 'Nonce', kind: 'text', advanced: true },
      {
        key: 'algorithm',
        label: 'Algorithm',
        kind: 'choice',
        choices: same('MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess', 'SHA-512-256', 'SHA-512-256-sess'),
        initial: 'MD5',
        advanced: true,
      },
      { key: 'qop', label: 'Quality of protection', kind: 'text', advanced: true },
      { key: 'nonceCount', label: 'Nonce count', kind: 'text', advanced: true },
      { key: 'clientNonce', label: 'Client nonce', kind: 'text', advanced: true },
      { key: 'opaque', label: 'Opaque', kind: 'text', advanced: true },
    ],
  },
  {
    id: 'hawk',
    label: 'Hawk',
    help: 'Signs with a key that both sides know.',
    fields: [
      { key: 'authId', label: 'Hawk ID', kind: 'text' },
      { key: 'authKey', label: 'Hawk key', kind: 'secret' },
      { key: 'algorithm', label: 'Algorithm', kind: 'choice', choices: same('sha256', 'sha1'), initial: 'sha256' },
      { key: 'includePayloadHash', label: 'Include a hash of the body', kind: 'flag' },
      { key: 'user', label: 'User', kind: 'text', advanced: true },
      { key: 'nonce', label: 'Nonce', kind: 'text', advanced: true },
      { key: 'extraData', label: 'Ext', kind: 'text', advanced: true },
      { key: 'app', label: 'App', kind: 'text', advanced: true },
      { key: 'delegation', label: 'Delegation', kind: 'text', advanced: true },
      { key: 'timestamp', label: 'Timestamp', kind: 'text', advanced: true },
    ],
  },
  {
    id: 'ntlm',
    label: 'NTLM',
    help: 'Windows sign-in, version 2 only.',
    fields: [
      kUsername,
      kPassword,
      { key: 'domain', label: 'Domain', kind: 'text' },
      { key: 'workstation', label: 'Workstation', kind: 'text' },
      kNoRetry,
    ],
  },
  {
    id: 'edgegrid',
    label: 'Akamai EdgeGrid',
    help: 'Akamai’s signature.',
    fields: [
      { key: 'accessToken', label: 'Access token', kind: 'secret' },
      { key: 'clientToken', label: 'Client token', kind: 'secret' },
      { key: 'clientSecret', label: 'Client secret', kind: 'secret' },
      { key: 'baseURL', label: 'Base URL', kind: 'text', advanced: true },
      { key: 'headersToSign', label: 'Headers to sign', kind: 'text', advanced: true },
      { key: 'maxBodySize', label: 'Largest body', kind: 'text', help: 'Bytes.', advanced: true },
      { key: 'nonce', label: 'Nonce', kind: 'text', advanced: true },
      { key: 'timestamp', label: 'Timestamp', kind: 'text', advanced: true },
    ],
  },
  {
    id: 'jwt',
    label: 'JWT bearer',
    help: 'Makes and signs a token for each request (RFC 7519).',
    fields: [
      { key: 'algorithm', label: 'Algorithm', kind: 'choice', choices: same(...kJwtAlgorithms), initial: 'HS256' },
      {
        key: 'secret',
        label: 'Secret',
        kind: 'secret',
        when: { key: 'algorithm', in: ['', 'HS256', 'HS384', 'HS512'] },
      },
      {
        key: 'isSecretBase64Encoded',
        label: 'The secret is base64',
        kind: 'flag',
        when: { key: 'algorithm', in: ['', 'HS256', 'HS384', 'HS512'] },
      },
      {
        key: 'privateKey',
        label: 'Private key',
        kind: 'multiline',
        help: 'PKCS#8 PEM.',
        when: { key: 'algorithm', in: kJwtAlgorithms.filter((name) => !name.startsWith('HS')) },
      },
      { key: 'payload', label: 'Payload', kind: 'multiline', help: 'JSON.', initial: '{}' },
      {
        ...kAddTo,
        choices: [
          { value: 'header', label: 'Header' },
          { value: 'queryParam', label: 'Query parameters' },
        ],
      },
      { key: 'headerPrefix', label: 'Header prefix', kind: 'text', initial: 'Bearer', advanced: true },
      { key: 'queryParamKey', label: 'Name of the parameter', kind: 'text', initial: 'token', advanced: true },
      { key: 'header', label: 'JWT headers', kind: 'multiline', help: 'JSON.', initial: '{}', advanced: true },
    ],
  },
  {
    id: 'asap',
    label: 'ASAP',
    help: 'Atlassian’s service-to-service tokens.',
    fields: [
      { key: 'alg', label: 'Algorithm', kind: 'choice', choices: same(...kJwtAlgorithms.slice(3)), initial: 'RS256' },
      { key: 'iss', label: 'Issuer', kind: 'text' },
      { key: 'aud', label: 'Audience', kind: 'text' },
      { key: 'kid', label: 'Key ID', kind: 'text' },
      { key: 'privateKey', label: 'Private key', kind: 'multiline' },
      { key: 'sub', label: 'Subject', kind: 'text', advanced: true },
      { key: 'exp', label: 'Expires after', kind: 'text', help: 'Seconds.', advanced: true },
      { key: 'claims', label: 'Further claims', kind: 'multiline', help: 'JSON.', initial: '{}', advanced: true },
    ],
  },
];

const kSecretMultiline = new Set(['privateKey']);

/** Whether the value of a field is a secret, which the server seals and gives back as null. */
export function isSecretField(field: AuthField): boolean {
  return field.kind === 'secret' || kSecretMultiline.has(field.key);
}

export function authType(id: string): AuthType | undefined {
  return authTypes.find((type) => type.id === id);
}
