import type { ApiKey } from './api';

/** Whether a key works. `now`: ms since 1970. */
export function keyState({ revoked, expires }: Pick<ApiKey, 'revoked' | 'expires'>, now: number) {
  if (revoked !== null && Date.parse(revoked) <= now) return 'revoked';
  return expires !== null && Date.parse(expires) <= now ? 'expired' : 'good';
}
