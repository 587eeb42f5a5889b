import { expect, it } from 'vitest';
import { toBase64 } from './base64';

it.each([0, 1, 2, 3, 0x5fff, 0x6000, 0x6001, 200_000])('writes %i bytes as Base64', (count) => {
  const bytes = Uint8Array.from({ length: count }, (_, i) => (i * 7) % 256);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
});
