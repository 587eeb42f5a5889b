import { expect, it } from 'vitest';
import { sentOf } from './sent';

it('has all members where there was no response', () => {
  const refused = { method: 'GET', url: 'http://x', error: { message: 'ENOTFOUND', hint: '' }, tls: null };
  const sent = sentOf({ requests: [refused], error: null });
  expect(sent.requests[0]).toMatchObject({ status: null, response_headers: [], redirects: [], body: null, tls: null });
  expect(sent.requests[0]?.timings.total).toBe(-1);
  expect(sent.tests).toEqual([]);
  expect(sent.changed.environment).toEqual([]);
});

it('keeps what was told', () => {
  const sent = sentOf({ requests: [{ status: 204, timings: { total: 3 } }], tests: [{ name: 'a' }] });
  expect(sent.requests[0]).toMatchObject({ status: 204, timings: { total: 3, dns: -1 } });
  expect(sent.tests).toHaveLength(1);
});

it('reads the handshake and its certificates', () => {
  const certificate = { subject: 'CN=a', issuer: 'CN=b', notBefore: '2026', names: ['a'], fingerprint: 'ab' };
  const tls = { protocol: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', verified: true, chain: [certificate] };
  const read = sentOf({ requests: [{ tls }] }).requests[0]?.tls;
  expect(read).toMatchObject({ protocol: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256', verified: true, resumed: false });
  expect(read?.chain[0]).toMatchObject({ subject: 'CN=a', not_before: '2026', names: ['a'], fingerprint_sha256: 'ab' });
});
