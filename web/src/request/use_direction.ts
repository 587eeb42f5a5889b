import { useCallback, useState } from 'react';

/** vertical: the response stands below the request; horizontal: beside it. */
export type Direction = 'vertical' | 'horizontal';

const kKey = 'signet.response-direction';

/** Where the response stands, as the person left it, and how to turn it. */
export function useDirection(): [Direction, () => void] {
  const [direction, setDirection] = useState<Direction>(() =>
    localStorage.getItem(kKey) === 'horizontal' ? 'horizontal' : 'vertical',
  );
  const turn = useCallback(() => {
    const next = direction === 'vertical' ? 'horizontal' : 'vertical';
    localStorage.setItem(kKey, next);
    setDirection(next);
  }, [direction]);
  return [direction, turn];
}
