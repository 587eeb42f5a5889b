import { describe, expect, it } from 'vitest';
import type { SentTls } from '../model/send';
import { findBytes, hexRow, hexRowCount, indexLines, kMostPerRow, rowAt, rowText } from './bytes';
import { parseSetCookie } from './cookies';
import { formatDuration, formatSize, statusKind } from './format';
import { phases } from './timeline';
import { tlsFindings } from './tls_findings';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('hex view', () => {
  it.each([
    ['0123456789abcdef', 0, '00000000', '30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66', '0123456789abcdef'],
    ['0123456789abcdefXY', 1, '00000010', '58 59                    '.padEnd(48), 'XY'],
    ['\u0000\n~\u007fé', 0, '00000000', '00 0a 7e 7f c3 a9        '.padEnd(48), '··~···'],
  ])('%j row %i', (text, row, offset, hex, shown) => {
    const got = hexRow(bytes(text), row);
    expect([got.offset, got.hex.trimEnd(), got.text]).toEqual([offset, hex.trimEnd(), shown]);
    expect(got.hex.length).toBe(48);
  });

  it.each([
    [0, 0],
    [1, 1],
    [16, 1],
    [17, 2],
  ])('%i bytes make %i rows', (size, rows) => expect(hexRowCount(new Uint8Array(size))).toBe(rows));
});

describe('lines of long texts', () => {
  const rowsOf = (text: string) => {
    const body = bytes(text);
    const index = indexLines(body);
    return Array.from(index.starts, (_, row) => [index.lines[row], rowText(body, index, row)]);
  };

  it.each<[string, unknown[]]>([
    ['', [[1, '']]],
    ['a', [[1, 'a']]],
    [
      'a\nb',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'a\r\n\nb\n',
      [
        [1, 'a'],
        [2, ''],
        [3, 'b'],
      ],
    ],
  ])('%j', (text, rows) => expect(rowsOf(text)).toEqual(rows));

  it.each([kMostPerRow - 1, kMostPerRow, kMostPerRow + 1, 3 * kMostPerRow])('a line of %i loses nothing', (length) => {
    const rows = rowsOf(`${'x'.repeat(length)}\nend`);
    expect(rows.map(([, text]) => text).join('')).toBe(`${'x'.repeat(length)}end`);
    expect(rows.at(-1)).toEqual([2, 'end']);
  });

  it('never cuts a character', () => {
    const text = 'é'.repeat(kMostPerRow) + '😀'.repeat(kMostPerRow);
    expect(
      rowsOf(text)
        .map(([, part]) => part)
        .join(''),
    ).toBe(text);
  });

  it('finds rows by offset, and offsets by text', () => {
    const body = bytes('one\ntwo\nthree two');
    const index = indexLines(body);
    expect(findBytes(body, 'two')).toEqual([4, 14]);
    expect([0, 3, 4, 14].map((offset) => rowAt(index, offset))).toEqual([0, 0, 1, 2]);
    expect(findBytes(body, '')).toEqual([]);
    expect(findBytes(body, 'four')).toEqual([]);
  });
});

describe('cookies', () => {
  it.each([
    ['a=b', { name: 'a', value: 'b', expires: 'session', secure: false }],
    [
      'a=b=c; Path=/x; Secure; HttpOnly; SameSite=Lax',
      { value: 'b=c', path: '/x', secure: true, httpOnly: true, sameSite: 'Lax' },
    ],
    ['a=; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', { value: '', expires: 'in 60 s' }],
    ['a=1; domain=example.com', { domain: 'example.com' }],
  ])('%s', (header, cookie) => expect(parseSetCookie(header)).toMatchObject(cookie));
});

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1400, '1.4 kB'],
    [52_000_000, '52 MB'],
    [999_999, '1.0 MB'],
    [3_200_000_000, '3.2 GB'],
  ])('%i bytes are %s', (size, text) => expect(formatSize(size)).toBe(text));

  it.each([
    [-1, '–'],
    [0.42, '0.4 ms'],
    [12.4, '12 ms'],
    [999.7, '1.00 s'],
    [1250, '1.25 s'],
    [65_000, '1 min 5 s'],
  ])('%d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [200, 'success'],
    [301, 'redirect'],
    [404, 'client'],
    [503, 'server'],
    [null, 'none'],
    [999, 'none'],
  ])('%s is %s', (status, kind) => expect(statusKind(status)).toBe(kind));
});

describe('phases', () => {
  it('follow one another, without those that did not happen', () =>
    expect(phases({ dns: -1, connect: 5, tls: 15, first_byte: 45, download: 47, total: 47 })).toEqual([
      { id: 'connect', label: 'Connection', from: 0, took: 5 },
      { id: 'tls', label: 'TLS handshake', from: 5, took: 10 },
      { id: 'first_byte', label: 'Waiting for the server', from: 15, took: 30 },
      { id: 'download', label: 'Download', from: 45, took: 2 },
    ]));

  it('are none when nothing happened', () =>
    expect(phases({ dns: -1, connect: -1, tls: -1, first_byte: -1, download: -1, total: 0 })).toEqual([]));

  it('never go back in time', () =>
    expect(
      phases({ dns: 3, connect: 2, tls: -1, first_byte: 4, download: 4, total: 4 }).map(({ took }) => took),
    ).toEqual([3, 0, 1, 0]));
});

describe('what is weak in a handshake', () => {
  const fine: SentTls = {
    protocol: 'TLSv1.3',
    suite: 'TLS_AES_128_GCM_SHA256',
    suite_openssl: 'TLS_AES_128_GCM_SHA256',
    group: 'X25519',
    signature: 'ecdsa_secp256r1_sha256',
    alpn: 'h2',
    resumed: false,
    verified: true,
    server_name: 'h',
    security_lowered: false,
    client_certificate: null,
    chain: [
      {
        subject: 'CN=h',
        issuer: 'CN=ca',
        not_before: '2026-01-01T00:00:00Z',
        not_after: '2027-01-01T00:00:00Z',
        serial: '1',
        names: ['h'],
        key: 'RSA 2048',
        fingerprint_sha256: '',
      },
    ],
  };
  const leaf = (change: object) => ({ chain: [{ ...fine.chain[0], ...change }] as SentTls['chain'] });
  it.each<[string, Partial<SentTls>, string[]]>([
    ['nothing', {}, []],
    ['TLS 1.0', { protocol: 'TLSv1' }, ['protocol']],
    ['TLS 1.1', { protocol: 'TLSv1.1' }, ['protocol']],
    ['TLS 1.2', { protocol: 'TLSv1.2', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' }, []],
    ['no forward secrecy, and CBC', { suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, ['suite', 'suite']],
    ['RC4', { suite: 'TLS_ECDHE_RSA_WITH_RC4_128_SHA' }, ['suite']],
    ['SHA-1', { signature: 'rsa_pkcs1_sha1' }, ['signature']],
    ['SHA-256 is no SHA-1', { signature: 'rsa_pkcs1_sha256' }, []],
    ['no check', { verified: false }, ['certificate']],
    ['a lower level', { security_lowered: true }, ['settings']],
    ['an end soon', leaf({ not_after: '2026-12-01T00:00:00Z' }), ['certificate']],
    ['an end in the past', leaf({ not_after: '2026-01-02T00:00:00Z' }), ['certificate']],
    ['a short key', leaf({ key: 'RSA 1024' }), ['certificate']],
  ])('%s', (_, change, about) =>
    expect(tlsFindings({ ...fine, ...change }, new Date('2026-11-28T00:00:00Z')).map((each) => each.about)).toEqual(
      about,
    ),
  );
});
