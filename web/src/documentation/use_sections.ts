import { useCallback, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { placeAt, placesOf } from './places';

/** Above and below what is in sight. */
const more = 800;

export interface SectionsInSight {
  from: number;
  to: number;
  /** Pixels that stand for the sections before and behind. */
  before: number;
  after: number;
  /** The section at the top. */
  current: number;
  /** Tells how high a section turned out to be. */
  onHeight: (id: string, height: number) => void;
  goTo: (id: string) => void;
}

/** Which sections are to be in the page as it scrolls; they are as high as they turn out, and as guessed until then. */
export function useSections(
  scroller: RefObject<HTMLElement | null>,
  ids: readonly string[],
  guess: (index: number) => number,
): SectionsInSight {
  const heights = useRef(new Map<string, number>());
  const [measured, setMeasured] = useState(0);
  const [view, setView] = useState({ top: 0, height: 800 });
  // Kept at the top while what is above it is still measured, until somebody scrolls.
  const wanted = useRef<string | null>(null);

  const places = useMemo(
    () => placesOf(ids.map((id, index) => heights.current.get(id) ?? guess(index))),
    [ids, guess, measured], // eslint-disable-line react-hooks/exhaustive-deps
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const { scrollTop: top, clientHeight: height } = element;
      setView((old) => (old.top === top && old.height === height ? old : { top, height }));
    };
    const letGo = () => (wanted.current = null);
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    const byHand = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;
    for (const kind of byHand) element.addEventListener(kind, letGo, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
      for (const kind of byHand) element.removeEventListener(kind, letGo);
    };
  }, [scroller]);

  const hold = useCallback(() => {
    const at = wanted.current === null ? -1 : ids.indexOf(wanted.current);
    if (at >= 0 && scroller.current) scroller.current.scrollTop = places[at] ?? 0;
  }, [ids, places, scroller]);
  useLayoutEffect(hold, [hold]);

  const onHeight = useCallback((id: string, height: number) => {
    if (heights.current.get(id) === height) return;
    heights.current.set(id, height);
    setMeasured((count) => count + 1);
  }, []);

  const from = placeAt(places, view.top - more);
  const to = placeAt(places, view.top + view.height + more) + 1;
  const end = places.at(-1) ?? 0;
  return {
    from,
    to: Math.min(to, ids.length),
    before: places[from] ?? 0,
    after: end - (places[Math.min(to, ids.length)] ?? end),
    // One that begins a little below the edge is what is being read.
    current: placeAt(places, view.top + 48),
    onHeight,
    goTo: (id) => {
      wanted.current = id;
      hold();
    },
  };
}
