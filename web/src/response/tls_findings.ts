// What is weak in a handshake that went through, by RFC 8996 (old protocols), RFC 9325 (recommendations for TLS) and the
// rules of browsers for certificates.

import type { SentTls } from '../model/send';

export interface Finding {
  /** Which line of the pane it is about. */
  about: 'protocol' | 'suite' | 'group' | 'signature' | 'certificate' | 'settings';
  severity: 'bad' | 'warning';
  message: string;
}

/** A certificate that ends sooner than this, in days, is worth a word. */
const kSoonDays = 21;

type Rule = (tls: SentTls, now: Date) => Finding | null;

const kRules: readonly Rule[] = [
  ({ protocol }) =>
    /^(SSL|TLSv?1(\.[01])?$|TLS ?1\.[01])/i.test(protocol)
      ? { about: 'protocol', severity: 'bad', message: `${protocol} is deprecated (RFC 8996)` }
      : null,
  ({ suite, suite_openssl }) =>
    /NULL|EXPORT|RC4|3DES|DES-CBC|_MD5|anon|ADH|AECDH/i.test(`${suite} ${suite_openssl}`)
      ? { about: 'suite', severity: 'bad', message: 'This suite is broken' }
      : null,
  ({ suite }) =>
    suite.startsWith('TLS_RSA_')
      ? {
          about: 'suite',
          severity: 'warning',
          message: 'Without forward secrecy: who gets the server’s key can read what was recorded',
        }
      : null,
  ({ suite }) =>
    suite.includes('_CBC_')
      ? {
          about: 'suite',
          severity: 'warning',
          message: 'CBC suites are open to padding attacks where they are built badly',
        }
      : null,
  ({ signature }) =>
    /sha-?1\b|md5/i.test(signature)
      ? { about: 'signature', severity: 'bad', message: 'Signed with a broken hash' }
      : null,
  ({ verified }) =>
    verified
      ? null
      : {
          about: 'certificate',
          severity: 'bad',
          message: 'The certificate was not checked: anybody could have answered',
        },
  ({ security_lowered }) =>
    security_lowered
      ? { about: 'settings', severity: 'warning', message: 'OpenSSL’s security level was lowered for this connection' }
      : null,
  ({ chain }, now) => {
    const until = chain[0] ? Date.parse(chain[0].not_after) : NaN;
    if (Number.isNaN(until)) return null;
    const days = Math.floor((until - now.getTime()) / 86_400_000);
    if (days < 0) return { about: 'certificate', severity: 'bad', message: 'The certificate has expired' };
    if (days > kSoonDays) return null;
    return { about: 'certificate', severity: 'warning', message: `The certificate ends in ${days} days` };
  },
  ({ chain }) => {
    const bits = /RSA[^0-9]*(\d+)/i.exec(chain[0]?.key ?? '')?.[1];
    return bits && Number(bits) < 2048
      ? { about: 'certificate', severity: 'bad', message: `An RSA key of ${bits} bits is too short` }
      : null;
  },
];

export function tlsFindings(tls: SentTls, now: Date): Finding[] {
  return kRules.flatMap((rule) => rule(tls, now) ?? []);
}
