import { describe, expect, it } from 'vitest';
import { noFilter, queryOf, type AuditRecord } from './api';
import { toCsv } from './csv';
import { ofAudit, ofChange, type Happening } from './happening';

const record: AuditRecord = {
  seq: 7,
  at: '2026-11-28T12:00:00Z',
  action: 'team.members.change_role',
  actor_kind: 'user',
  actor: 'a',
  target: 'b',
  address: '192.0.2.1',
  user_agent: 'Signet/1',
  details: { role: 'admin' },
};
const names: Record<string, string> = { a: 'Ada', b: 'Ben' };
const nameOf = (id: string) => names[id];

describe('a line of an activity', () => {
  it('says who did what to whom, and from where', () => {
    expect(ofAudit(record, nameOf)).toEqual({
      seq: 7,
      at: record.at,
      who: 'Ada',
      what: 'Role in the team changed',
      detail: 'Ben, role: admin',
      where: '192.0.2.1 · Signet/1',
      isByKey: false,
    });
  });

  it.each([
    ['the server itself', { actor: null, actor_kind: 'system' }, 'The server'],
    ['who was not signed in', { actor: null, actor_kind: 'nobody' }, 'Nobody signed in'],
    ['who has left', { actor: 'c' }, 'Somebody who is not in the list'],
  ] as const)('names %s', (_who, change, expected) => {
    expect(ofAudit({ ...record, ...change }, nameOf).who).toBe(expected);
  });

  it('of a workspace names the element', () => {
    const change = {
      seq: 1,
      at: record.at,
      actor: 'b',
      action: 'trash',
      element: 'e',
      kind: 'request',
      name: 'Orders',
    };
    expect(ofChange(change, nameOf)).toMatchObject({
      who: 'Ben',
      what: 'Put into the trash',
      detail: 'request “Orders”',
    });
  });
});

describe('a filter', () => {
  it('asks for nothing but a page where it is empty', () => {
    expect(queryOf(noFilter, 50)).toBe('limit=50');
  });

  it('takes whole days, in the zone of this machine', () => {
    const query = new URLSearchParams(queryOf({ ...noFilter, from: '2026-11-28', until: '2026-11-28' }, 50));
    const span = Date.parse(query.get('until') ?? '') - Date.parse(query.get('from') ?? '');
    expect(span).toBe(24 * 3600 * 1000 - 1);
  });
});

describe('a file for tables', () => {
  const row: Happening = { seq: 1, at: 't', who: 'w', what: 'x', detail: 'd', where: '', isByKey: false };

  it.each([
    ['plain text', 'Orders', 'Orders'],
    ['a comma', 'a,b', '"a,b"'],
    ['a quote', 'a"b', '"a""b"'],
    ['a line break', 'a\nb', '"a\nb"'],
    ['a formula', '=HYPERLINK(1)', "'=HYPERLINK(1)"],
    ['another formula', '+1', "'+1"],
  ])('holds %s', (_what, text, expected) => {
    expect(toCsv([{ ...row, who: text }])).toBe(`time,who,what,detail,from\r\nt,${expected},x,d,\r\n`);
  });
});
