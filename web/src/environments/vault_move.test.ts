import { describe, expect, it } from 'vitest';
import { vaultName, withValue } from './vault_move';

describe('withValue', () => {
  const content = {
    name: 'Staging',
    values: [
      { key: 'host', value: 'h' },
      { key: 'token', value: 't' },
    ],
  };

  it('changes the value of that variable alone', () => {
    expect(withValue(content, 'token', 't', '{{vault:token}}')).toEqual({
      name: 'Staging',
      values: [
        { key: 'host', value: 'h' },
        { key: 'token', value: '{{vault:token}}' },
      ],
    });
  });

  it.each([
    ['has another value by now', 'token', 'u'],
    ['is gone', 'gone', 't'],
  ])('gives nothing when the variable %s', (_name, key, before) => {
    expect(withValue(content, key, before, 'x')).toBeNull();
  });
});

describe('vaultName', () => {
  it('has no sign that the vault gives a meaning', () => {
    expect(vaultName(' aws:{key} ')).toBe('aws--key-');
  });
});
