/** What POST /agent/v1/send answers. Secrets are masked in all of it. */

export interface SentHeader {
  name: string;
  value: string;
  /** Added by Signet, not by the request. */
  system?: boolean;
}

/** When each phase was over, in milliseconds since the request was started; -1: did not happen. */
export interface SentTimings {
  dns: number;
  connect: number;
  tls: number;
  first_byte: number;
  download: number;
  total: number;
}

export interface SentCertificate {
  subject: string;
  issuer: string;
  not_before: string;
  not_after: string;
  serial: string;
  names: string[];
  key: string;
  fingerprint_sha256: string;
}

export interface SentTls {
  protocol: string;
  suite: string;
  suite_openssl: string;
  group: string;
  signature: string;
  alpn: string;
  resumed: boolean;
  verified: boolean;
  server_name: string;
  security_lowered: boolean;
  /** Why the chain is not trusted; empty: it is. */
  verify_error?: string;
  /** What the stapled OCSP answer said: none, good, revoked… */
  ocsp?: string;
  client_certificate_requested?: boolean;
  client_certificate: string | null;
  chain: SentCertificate[];
}

export interface SentBody {
  /** For GET /agent/v1/bodies/ID. */
  id: string;
  size: number;
  wire_size: number;
  content_type: string;
  /** UTF-8 text of up to 1 MiB; null: longer, or no text. */
  text: string | null;
}

export interface SentError {
  message: string;
  hint: string;
}

/** One request of a run, or one that a script sent. */
export interface SentRequest {
  from_script: boolean;
  method: string;
  url: string;
  http_version: string;
  status: number | null;
  reason: string;
  error: SentError | null;
  request_headers: SentHeader[];
  request_body: { text: string | null; size: number };
  response_headers: SentHeader[];
  body: SentBody | null;
  remote_address: string;
  timings: SentTimings;
  redirects: { method: string; url: string; status: number; reason: string }[];
  tls: SentTls | null;
}

export interface SentTest {
  name: string;
  passed: boolean;
  skipped: boolean;
  error: string | null;
}

export interface ConsoleLine {
  level: string;
  text: string;
  at_ms?: number;
}

/** A variable that a script set, or removed (null); masked. */
export interface ChangedVariable {
  key: string;
  value: string | null;
}

/** What pm.visualizer.set made: a page, and what its scripts get from pm.getData. */
export interface SentVisualizer {
  html: string;
  data: unknown;
}

export interface SendResult {
  requests: SentRequest[];
  tests: SentTest[];
  console: ConsoleLine[];
  /** `line` counts from 1; 0 where it is not known. */
  script_errors: { listen: string; message: string; line?: number }[];
  visualizer: SentVisualizer | null;
  changed: { environment: ChangedVariable[]; collection: ChangedVariable[]; globals: ChangedVariable[] };
  /** What went otherwise than asked for, as secrets that nobody may see. */
  notice: string | null;
  cancelled: boolean;
  /** The run itself could not start. */
  error: SentError | null;
}
