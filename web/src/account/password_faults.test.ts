import { describe, expect, it } from 'vitest';
import { Problem, type ProblemDocument } from '../agent/problem';
import { passwordFaults } from './password_faults';

function problem(status: number, rest: Partial<ProblemDocument>): Problem {
  return new Problem({ type: 'about:blank', title: 'Refused', status, ...rest });
}

describe('a refused change of the password', () => {
  it.each([
    ['the present one is wrong', problem(403, { detail: 'wrong password' }), { present: 'Wrong password.' }],
    [
      'the new one is weak',
      problem(422, { detail: 'the password is too short', hint: 'take four words' }),
      { next: 'The password is too short. Take four words.' },
    ],
    [
      'a field breaks a rule',
      problem(422, { errors: [{ pointer: '#/new_password', detail: 'must be a string' }] }),
      { next: 'Must be a string.' },
    ],
    ['too many tries', problem(429, { detail: 'too many tries' }), {}],
    ['no server', new Error('offline'), {}],
  ])('%s', (_name, error, expected) => {
    expect(passwordFaults(error)).toEqual(expected);
  });
});
