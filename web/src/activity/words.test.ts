import { describe, expect, it } from 'vitest';
import { actionInWords, detailsInWords } from './words';

describe('the audit log in words', () => {
  it('has sentences, and for what is new its name', () => {
    expect(actionInWords('account.sign_in.fail')).toBe('A sign-in failed');
    expect(actionInWords('team.moon_base.launch')).toBe('Team moon base launch');
  });

  it('tells plain details alone', () => {
    expect(detailsInWords({ details: { name: 'Sample', first_admin: true, before: { a: 1 }, none: null } })).toBe(
      'name: Sample, first admin: true',
    );
  });
});
