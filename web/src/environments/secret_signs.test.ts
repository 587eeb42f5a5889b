import { expect, test } from 'vitest';
import { looksLikeSecret } from './secret_signs';

const letters = 'a1B2c3D4e5F6g7H8i9J0';

test.each([
  ['auth', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${letters}`],
  ['id', `AKIA${letters.toUpperCase().slice(0, 16)}`],
  ['github', `ghp_${letters}`],
  ['signet', `sgnt_${letters}`],
  ['stripe', `sk_live_${letters}`],
  ['pem', ['-----BEGIN EC PRIVATE', 'KEY-----'].join(' ')],
  ['signingKey', '9f86d081884c7d659a2feaa0'],
  ['apiKey', '9f86d081884c7d659a2feaa0'],
  ['client_secret', 'q8Zt-4vKp2Wm7Lx0Rb9'],
])('%s: it looks like one', (name, value) => {
  expect(looksLikeSecret(name, value)).toBe(true);
});

test.each([
  ['baseUrl', 'https://api.example.com/v1'],
  ['tokenUrl', 'https://login.example.com/oauth2/token'],
  ['token', '{{vault:api-token-of-the-service}}'],
  ['token', ''],
  ['password', 'short'],
  ['token', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
  ['tokenHelp', 'ask the person who runs it'],
  ['id', '9f86d081884c7d659a2feaa0'],
  ['monkey', '9f86d081884c7d659a2feaa0'],
  ['page', '1'],
])('%s = %s: it does not', (name, value) => {
  expect(looksLikeSecret(name, value)).toBe(false);
});
