import { useCallback, useImperativeHandle, useLayoutEffect, useRef, useState, type ReactNode, type Ref } from 'react';
import './VirtualRows.css';

/** Browsers draw nothing that is taller than some 33 million pixels; above this, scrolling is scaled. */
const kMostPixels = 8_000_000;
const kRowHeight = 20;
const kSpare = 12;

export interface VirtualRowsHandle {
  showRow(row: number): void;
}

interface VirtualRowsProps {
  label: string;
  count: number;
  render: (row: number) => ReactNode;
  handle?: Ref<VirtualRowsHandle>;
}

/** Rows of one height, of which only those in sight are drawn: a million costs what thirty do. */
export function VirtualRows({ label, count, render, handle }: VirtualRowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(400);
  useLayoutEffect(() => {
    const node = box.current;
    if (!node) return;
    const observer = new ResizeObserver(() => setHeight(node.clientHeight));
    observer.observe(node);
    return () => observer.disconnect();
  }, []);

  const inSight = Math.ceil(height / kRowHeight);
  const pixels = Math.min(count * kRowHeight, kMostPixels);
  const farthest = Math.max(1, pixels - height);
  const isScaled = pixels < count * kRowHeight;
  const first = isScaled
    ? Math.round((Math.min(scrollTop, farthest) / farthest) * Math.max(0, count - inSight))
    : Math.floor(scrollTop / kRowHeight);
  const from = Math.max(0, first - (isScaled ? 0 : kSpare));
  const to = Math.min(count, first + inSight + kSpare);
  const top = isScaled ? scrollTop : from * kRowHeight;

  const showRow = useCallback(
    (row: number) => {
      const wanted = Math.max(0, row - Math.floor(inSight / 3));
      box.current?.scrollTo({
        top: isScaled ? (wanted / Math.max(1, count - inSight)) * farthest : wanted * kRowHeight,
      });
    },
    [inSight, isScaled, count, farthest],
  );
  useImperativeHandle(handle, () => ({ showRow }), [showRow]);

  const rows: ReactNode[] = [];
  for (let row = from; row < to; ++row) rows.push(render(row));
  return (
    <div
      ref={box}
      className="virtual-rows"
      role="region"
      aria-label={label}
      tabIndex={0}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <div className="virtual-space" style={{ height: pixels }}>
        <div className="virtual-window" style={{ transform: `translateY(${top}px)` }}>
          {rows}
        </div>
      </div>
    </div>
  );
}
