import { keptStore } from '../state/kept';
import { useStore } from '../state/store';

/** vertical: the response stands below the request; horizontal: beside it. */
export type Direction = 'vertical' | 'horizontal';

const kDirection = keptStore<Direction>('signet.response', (kept) => (kept === 'horizontal' ? kept : 'vertical'));

/** Where the response stands, as the person left it, and how to turn it. */
export function useDirection(): [Direction, () => void] {
  const direction = useStore(kDirection);
  return [direction, () => kDirection.set(direction === 'vertical' ? 'horizontal' : 'vertical')];
}
