import { describe, expect, it } from 'vitest';
import type { ClientCertificate } from './api';
import { certificateDetail, hostsOf } from './certificates';

const now = Date.UTC(2026, 0, 1);
const seconds = (day: number) => now / 1000 + day * 86_400;

function certificate(part: Partial<ClientCertificate>): ClientCertificate {
  return {
    id: '1',
    hosts: ['a.test'],
    fault: '',
    subject: 'CN=me',
    issuer: 'CN=them',
    key: 'EC P-256',
    not_after: seconds(100),
    ...part,
  };
}

describe('the hosts of a certificate', () => {
  it.each([
    ['a.test', ['a.test']],
    [' a.test , *.b.test:8443\nc.test', ['a.test', '*.b.test:8443', 'c.test']],
    ['a.test a.test', ['a.test']],
    [' ,\n', []],
  ])('are read from %j', (text, hosts) => {
    expect(hostsOf(text)).toEqual(hosts);
  });
});

describe('what is told of a certificate', () => {
  it.each([
    [certificate({}), /^CN=me · issued by CN=them · EC P-256 · until /],
    [certificate({ not_after: seconds(10) }), /in 10 days$/],
    [certificate({ not_after: seconds(-1) }), /expired on/],
    [certificate({ fault: 'there is no private key in it' }), /^Cannot be used: there is no private key in it$/],
  ])('is whose it is, and how long', (one, detail) => {
    expect(certificateDetail(one, now)).toMatch(detail);
  });
});
