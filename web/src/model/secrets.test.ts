import { describe, expect, it } from 'vitest';
import { lacksSecrets, withoutSecrets, withSecretsOf } from './secrets';

const environment = {
  name: 'Staging',
  values: [
    { id: '1', key: 'baseUrl', value: 'https://staging', type: 'default' },
    { id: '2', key: 'token', value: 'hunter2', type: 'secret' },
  ],
};

describe('what the browser keeps', () => {
  it.each([
    ['secret variables', environment],
    ['bearer tokens', { request: { auth: { type: 'bearer', bearer: [{ key: 'token', value: 'hunter2' }] } } }],
    ['passwords of v2.0', { auth: { type: 'basic', basic: { username: 'ada', password: 'hunter2' } } }],
    ['types of auth that nobody knows', { auth: { type: 'new', new: [{ key: 'username', value: 'hunter2' }] } }],
    ['headers with credentials', { request: { header: [{ key: 'X-Api-Key', value: 'hunter2' }] } }],
    ['passphrases of certificates', { certificate: { passphrase: 'hunter2' } }],
    ['passwords of proxies', { proxy: { password: 'hunter2' } }],
    [
      'originals of examples',
      { response: [{ originalRequest: { header: [{ key: 'Cookie', value: 'id=hunter2' }] } }] },
    ],
  ])('has no %s', (_name, content) => {
    const kept = withoutSecrets(content);
    expect(JSON.stringify(kept)).not.toContain('hunter2');
    expect(lacksSecrets(kept)).toBe(true);
    expect(withSecretsOf(kept, content)).toEqual(content);
  });

  it.each([
    ['variables in their place', { auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}' }] } }],
    ['a scheme and a variable', { header: [{ key: 'Authorization', value: 'Bearer {{token}}' }] }],
    ['who signs in', { auth: { type: 'basic', basic: [{ key: 'username', value: 'ada' }] } }],
    ['other headers', { header: [{ key: 'Accept', value: 'text/html' }] }],
  ])('has %s', (_name, content) => {
    expect(withoutSecrets(content)).toEqual(content);
    expect(lacksSecrets(content)).toBe(false);
  });

  it('gets back what was saved, by id and by key, though rows were moved and added', () => {
    const edited = { ...environment, values: [{ key: 'new', value: 'x', type: 'secret' }, ...environment.values] };
    const back = withSecretsOf(withoutSecrets(edited), environment);
    expect(back.values).toEqual([{ key: 'new', value: null, type: 'secret' }, ...environment.values]);
  });
});
