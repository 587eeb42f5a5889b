/** The answer of POST /agent/v1/send, with all members that the page counts on: the agent leaves out what there is not. */
import type { SendResult, SentCertificate, SentRequest, SentTls } from '../model/send';

type Loose = Record<string, unknown>;

const noTimings = { dns: -1, connect: -1, tls: -1, first_byte: -1, download: -1, total: -1 };

const emptyRequest: SentRequest = {
  from_script: false,
  method: '',
  url: '',
  http_version: '',
  status: null,
  reason: '',
  error: null,
  request_headers: [],
  request_body: { text: null, size: 0 },
  response_headers: [],
  body: null,
  remote_address: '',
  timings: noTimings,
  redirects: [],
  tls: null,
};

const emptyResult: SendResult = {
  requests: [],
  tests: [],
  console: [],
  script_errors: [],
  visualizer: null,
  changed: { environment: [], collection: [], globals: [] },
  error: null,
};

export function sentOf(answer: unknown): SendResult {
  const told = answer as Partial<SendResult>;
  return {
    ...emptyResult,
    ...told,
    changed: { ...emptyResult.changed, ...told.changed },
    requests: (told.requests ?? []).map(requestOf),
  };
}

function requestOf(told: Partial<SentRequest>): SentRequest {
  return {
    ...emptyRequest,
    ...told,
    timings: { ...noTimings, ...told.timings },
    tls: told.tls ? tlsOf(told.tls as unknown as Loose) : null,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** src/tls/handshake.cpp, as `signet tls --json` has it, too. */
function tlsOf(told: Loose): SentTls {
  const client = told.clientCertificate as Loose | undefined;
  return {
    protocol: text(told.protocol),
    suite: text(told.cipherSuite),
    suite_openssl: text(told.cipherSuiteOpenssl),
    group: text(told.group),
    signature: text(told.signature),
    alpn: text(told.alpn),
    resumed: told.resumed === true,
    verified: told.verified === true,
    server_name: text(told.serverName),
    security_lowered: told.securityLowered === true,
    client_certificate: client ? text(client.subject) : null,
    chain: Array.isArray(told.chain) ? told.chain.map((one) => certificateOf(one as Loose)) : [],
  };
}

function certificateOf(told: Loose): SentCertificate {
  return {
    subject: text(told.subject),
    issuer: text(told.issuer),
    not_before: text(told.notBefore),
    not_after: text(told.notAfter),
    serial: text(told.serial),
    names: Array.isArray(told.names) ? told.names.map(text) : [],
    key: text(told.key),
    fingerprint_sha256: text(told.fingerprint),
  };
}
