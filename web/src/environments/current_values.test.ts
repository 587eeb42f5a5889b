import { describe, expect, it } from 'vitest';
import { isOwn, withoutRow, type CurrentValue } from './current_values';

function value(part: Partial<CurrentValue>): CurrentValue {
  return { key: 'host', value: 'a', secret: false, removed: false, ...part };
}

describe('a current value', () => {
  it.each([
    ['another one', value({}), true],
    ['the same', value({ value: 'b' }), false],
    ['none', undefined, false],
    ['a secret one', value({ value: null, secret: true }), true],
    ['a removed one', value({ value: null, removed: true }), true],
  ])('is the user’s own when it is %s: as it should', (_name, one, own) => {
    expect(isOwn(one, 'b')).toBe(own);
  });

  it('has no row when a script made it', () => {
    const list = [value({}), value({ key: 'made' }), value({ key: 'gone', removed: true })];
    const values = {
      byKey: new Map(list.map((one) => [one.key, one])),
      set: () => Promise.resolve(),
      reset: () => Promise.resolve(),
      reveal: () => Promise.resolve(''),
    };
    expect(withoutRow(values, new Set(['host'])).map(({ key }) => key)).toEqual(['made']);
  });
});
