import { useRef, useState, type DragEvent, type HTMLAttributes } from 'react';

const type = 'application/x-signet-run-request';

interface Drop {
  /** The id of the row, and on which side of it the dragged one would land. */
  over: string;
  edge: 'before' | 'after';
}

/** Dragging requests of a run into another order. `onMove`: this one is to stand before that one; null: last. */
export function useRequestDrag(onMove: (id: string, before: string | null) => void) {
  const [drop, setDrop] = useState<Drop | null>(null);
  const dragged = useRef<string | null>(null);
  const edgeOf = (event: DragEvent<HTMLElement>): Drop['edge'] => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY - top < height / 2 ? 'before' : 'after';
  };
  const end = () => {
    dragged.current = null;
    setDrop(null);
  };
  /** Of the row of a request; `next`: the one behind it. */
  const dragHandlers = (id: string, next: string | null): HTMLAttributes<HTMLElement> => ({
    draggable: true,
    onDragStart: (event) => {
      dragged.current = id;
      event.dataTransfer.setData(type, id);
      event.dataTransfer.effectAllowed = 'move';
    },
    onDragOver: (event) => {
      if (dragged.current === null || dragged.current === id) return;
      event.preventDefault();
      const edge = edgeOf(event);
      setDrop((old) => (old?.over === id && old.edge === edge ? old : { over: id, edge }));
    },
    onDrop: (event) => {
      const moved = dragged.current;
      const edge = edgeOf(event);
      end();
      if (moved === null || moved === id) return;
      event.preventDefault();
      event.stopPropagation();
      const before = edge === 'before' ? id : next;
      // Behind the one that it stands behind already, it stays.
      if (before !== moved) onMove(moved, before);
    },
    onDragEnd: end,
  });
  return { drop, dragHandlers };
}
