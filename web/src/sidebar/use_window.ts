import { useLayoutEffect, useState, type RefObject } from 'react';

export interface Span {
  from: number;
  to: number;
}

/** Rows above and below those in sight that are there, too, so that scrolling shows no gap. */
const more = 12;

/** Which of `count` rows of a height are to be in the page, as the element scrolls and is resized. */
export function useWindow(scroller: RefObject<HTMLElement | null>, rowHeight: number, count: number): Span {
  const [span, setSpan] = useState<Span>({ from: 0, to: 60 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const first = Math.floor(element.scrollTop / rowHeight);
      const shown = Math.ceil(element.clientHeight / rowHeight);
      // In steps, so that not each pixel of scrolling renders anew.
      const from = Math.max(0, Math.floor(first / more) * more - more);
      const to = first + shown + 2 * more;
      setSpan((old) => (old.from === from && Math.abs(old.to - to) < more ? old : { from, to }));
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      resized.disconnect();
    };
  }, [scroller, rowHeight, count]);
  return { from: Math.min(span.from, count), to: Math.min(span.to, count) };
}

/** Scrolls as little as shows the row. */
export function showRow(element: HTMLElement, row: number, rowHeight: number): void {
  const top = row * rowHeight;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + rowHeight > element.scrollTop + element.clientHeight)
    element.scrollTop = top + rowHeight - element.clientHeight;
}
