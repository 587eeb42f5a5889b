import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../agent/problem';
import { asking, isLocalAccount, withFreshPassword } from './fresh';

function refusal(type: string): Problem {
  return new Problem({ type, title: 'Forbidden', status: 403 });
}

/** Refuses the first time. */
function wary(type = 'urn:signet:problem:password-required') {
  return vi.fn<() => Promise<string>>().mockRejectedValueOnce(refusal(type)).mockResolvedValue('done');
}

describe('what wants a fresh password', () => {
  beforeEach(() => asking.set(null));

  it('is done at once where the password is fresh', async () => {
    await expect(withFreshPassword(() => Promise.resolve(1))).resolves.toBe(1);
    expect(asking.get()).toBeNull();
  });

  it('is done after the password was given', async () => {
    const work = wary();
    const done = withFreshPassword(work);
    await vi.waitFor(() => expect(asking.get()).not.toBeNull());
    expect(work).toHaveBeenCalledTimes(1);
    asking.get()?.(true);
    await expect(done).resolves.toBe('done');
    expect(asking.get()).toBeNull();
  });

  it('is not done without it', async () => {
    const work = wary();
    const done = withFreshPassword(work);
    await vi.waitFor(() => expect(asking.get()).not.toBeNull());
    asking.get()?.(false);
    await expect(done).rejects.toThrow('takes your password');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('gives way to what asks after it', async () => {
    const first = withFreshPassword(wary());
    await vi.waitFor(() => expect(asking.get()).not.toBeNull());
    const second = withFreshPassword(wary());
    await expect(first).rejects.toThrow('takes your password');
    asking.get()?.(true);
    await expect(second).resolves.toBe('done');
  });

  it('is not asked for on other refusals', async () => {
    await expect(withFreshPassword(wary('about:blank'))).rejects.toThrow('Forbidden');
    expect(asking.get()).toBeNull();
  });
});

describe('the account of this machine', () => {
  const account = { id: '1', email: 'me@localhost.localdomain', name: 'Me', has_two_factor: false };
  it.each([
    ['the agent made it', true, account, true],
    ['another one of the server within', true, { ...account, email: 'ann@example.com' }, false],
    ['the same address at another server', false, account, false],
    ['nobody', true, null, false],
  ])('%s', (_name, embedded, who, expected) => {
    expect(isLocalAccount({ server: { url: '', embedded }, account: who })).toBe(expected);
  });
});
