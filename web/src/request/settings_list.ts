// The settings of a request, `protocolProfileBehavior`, as docs/tls.md and src/run/settings.cpp know them. One that is not
// set is the folder's, the collection's, or the default that stands here.

export type SettingKind =
  | { kind: 'flag'; byDefault: boolean }
  | { kind: 'choice'; byDefault: string; choices: readonly { value: string; label: string }[] }
  | { kind: 'number'; byDefault: number; min: number; max: number }
  | { kind: 'text'; placeholder: string }
  /** Some of a few names. */
  | { kind: 'set'; names: readonly { value: string; label: string }[] }
  /** Any names, in an order that counts. */
  | { kind: 'list'; placeholder: string; known: readonly string[] };

export type Setting = SettingKind & { key: string; label: string; help: string };

export interface SettingsGroup {
  title: string;
  settings: readonly Setting[];
}

const kProtocols = [
  { value: 'TLSv1', label: 'TLS 1.0' },
  { value: 'TLSv1_1', label: 'TLS 1.1' },
  { value: 'TLSv1_2', label: 'TLS 1.2' },
  { value: 'TLSv1_3', label: 'TLS 1.3' },
];

const kSuites = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
];

const kGroups = ['X25519', 'P-256', 'X448', 'P-384', 'P-521', 'ffdhe2048', 'ffdhe3072'];

const kSignatures = [
  'ecdsa_secp256r1_sha256',
  'ecdsa_secp384r1_sha384',
  'ed25519',
  'rsa_pss_rsae_sha256',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pkcs1_sha256',
  'rsa_pkcs1_sha384',
  'rsa_pkcs1_sha512',
];

const kTls: SettingsGroup = {
  title: 'TLS',
  settings: [
    {
      key: 'strictSSL',
      label: 'Check certificates',
      kind: 'flag',
      byDefault: true,
      help: 'The chain must end at an authority that this machine trusts. Without it anybody in between can read along.',
    },
    {
      key: 'tlsEnabledProtocols',
      label: 'Protocols allowed',
      kind: 'set',
      names: kProtocols,
      help: 'Only these are offered. Without a choice: TLS 1.2 and 1.3. TLS 1.0 and 1.1 are weak and work only when named here.',
    },
    {
      key: 'tlsDisabledProtocols',
      label: 'Protocols taken away',
      kind: 'set',
      names: kProtocols,
      help: 'As in Postman: these are never offered.',
    },
    {
      key: 'tlsCipherSelection',
      label: 'Cipher suites',
      kind: 'list',
      placeholder: 'ECDHE-RSA-AES128-GCM-SHA256',
      known: kSuites,
      help: 'In the order that you prefer, by the names of OpenSSL or IANA. Naming only suites of TLS 1.2 turns TLS 1.3 off, and the other way round.',
    },
    {
      key: 'tlsPreferServerCiphers',
      label: 'Use the server’s order of suites',
      kind: 'flag',
      byDefault: false,
      help: 'Postman’s flag. The server chooses in any case; when it has no order of its own it follows yours.',
    },
    {
      key: 'tlsGroups',
      label: 'Key exchange groups',
      kind: 'list',
      placeholder: 'X25519',
      known: kGroups,
      help: 'In the order that you prefer.',
    },
    {
      key: 'tlsSignatureAlgorithms',
      label: 'Signature algorithms',
      kind: 'list',
      placeholder: 'ecdsa_secp256r1_sha256',
      known: kSignatures,
      help: 'What the server may sign the handshake with, in the order that you prefer.',
    },
    {
      key: 'tlsAlpn',
      label: 'ALPN protocols',
      kind: 'list',
      placeholder: 'h2',
      known: ['h2', 'http/1.1'],
      help: 'What the client says it speaks, in the order that it prefers.',
    },
    {
      key: 'tlsServerName',
      label: 'Server name (SNI)',
      kind: 'text',
      placeholder: 'The host of the URL',
      help: 'The name that the server is asked for, and that its certificate must have.',
    },
    {
      key: 'tlsKeyPins',
      label: 'Pinned keys',
      kind: 'list',
      placeholder: 'sha256//…',
      known: [],
      help: 'The handshake fails unless one of these keys is in the chain. The TLS pane of a response shows them.',
    },
    {
      key: 'tlsRevocation',
      label: 'Revocation',
      kind: 'choice',
      byDefault: 'stapled',
      choices: [
        { value: 'off', label: 'Not asked for' },
        { value: 'stapled', label: 'Stapled OCSP answers, where there are any' },
        { value: 'required', label: 'A stapled OCSP answer is required' },
      ],
      help: 'A server whose answer says “revoked” is refused, unless it is not asked for.',
    },
  ],
};

const kRedirects: SettingsGroup = {
  title: 'Redirects',
  settings: [
    {
      key: 'followRedirects',
      label: 'Follow redirects',
      kind: 'flag',
      byDefault: true,
      help: 'Goes where a 3xx answer points.',
    },
    {
      key: 'maxRedirects',
      label: 'Most redirects',
      kind: 'number',
      byDefault: 10,
      min: 0,
      max: 1000,
      help: 'After so many the request fails.',
    },
    {
      key: 'followOriginalHttpMethod',
      label: 'Keep the method',
      kind: 'flag',
      byDefault: false,
      help: 'Otherwise a POST becomes a GET on 301, 302 and 303, as in browsers.',
    },
    {
      key: 'followAuthorizationHeader',
      label: 'Keep the Authorization header on other hosts',
      kind: 'flag',
      byDefault: false,
      help: 'Gives your credentials to whatever host a server points to.',
    },
    {
      key: 'removeRefererHeaderOnRedirect',
      label: 'Send no Referer after a redirect',
      kind: 'flag',
      byDefault: false,
      help: 'The next host does not learn where you came from.',
    },
  ],
};

const kHttp: SettingsGroup = {
  title: 'HTTP',
  settings: [
    {
      key: 'protocolVersion',
      label: 'HTTP version',
      kind: 'choice',
      byDefault: 'http1',
      choices: [
        { value: 'http1', label: 'HTTP/1.1' },
        { value: 'auto', label: 'The newest that both speak' },
        { value: 'http2', label: 'HTTP/2' },
      ],
      help: 'HTTP/2 is agreed on in the handshake of TLS.',
    },
    {
      key: 'disableBodyPruning',
      label: 'Send a body with GET',
      kind: 'flag',
      byDefault: false,
      help: 'Otherwise GET, HEAD, COPY and the like go without one.',
    },
    {
      key: 'disableUrlEncoding',
      label: 'Send the URL as it is typed',
      kind: 'flag',
      byDefault: false,
      help: 'Otherwise blanks and other characters that a URL cannot have are percent-encoded.',
    },
    {
      key: 'disableCookies',
      label: 'Without cookies',
      kind: 'flag',
      byDefault: false,
      help: 'Neither sends cookies that were kept, nor keeps new ones.',
    },
    {
      key: 'insecureHTTPParser',
      label: 'Forgive broken answers',
      kind: 'flag',
      byDefault: false,
      help: 'Takes headers that break the rules of HTTP.',
    },
  ],
};

export const settingsGroups: readonly SettingsGroup[] = [kTls, kRedirects, kHttp];

/** Headers that are added to each request, with how their values come about. A request can do without each. */
export const systemHeaders: readonly { name: string; value: string }[] = [
  { name: 'User-Agent', value: 'SignetRuntime/…' },
  { name: 'Accept', value: '*/*' },
  { name: 'Cache-Control', value: 'no-cache' },
  { name: 'Postman-Token', value: '(a new UUID)' },
  { name: 'Host', value: '(the host of the URL)' },
  { name: 'Accept-Encoding', value: 'gzip, deflate, br' },
  { name: 'Connection', value: 'keep-alive' },
];
