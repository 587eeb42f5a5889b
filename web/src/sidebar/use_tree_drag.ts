import { useRef, useState, type DragEvent } from 'react';
import type { ElementTree } from '../workspace/tree';
import { dropAt, type Drop, type Row } from './rows';

const type = 'application/x-signet-element';
const unfoldAfter = 600;

interface TreeDrag {
  rows: readonly Row[];
  tree: ElementTree;
  onDrop: (id: string, drop: Drop) => void;
  onUnfold: (id: string) => void;
}

/** Dragging rows with a pointer: where it would land, and unfolding what is hovered over for a while. */
export function useTreeDrag({ rows, tree, onDrop, onUnfold }: TreeDrag) {
  const [drop, setDrop] = useState<Drop | null>(null);
  const dragged = useRef<string | null>(null);
  const hovered = useRef<{ row: number; timer: ReturnType<typeof setTimeout> } | null>(null);

  const hover = (row: number | null) => {
    if (hovered.current?.row === row) return;
    if (hovered.current) clearTimeout(hovered.current.timer);
    const over = row === null ? undefined : rows[row];
    const unfolds = row !== null && over?.isContainer && !over.isExpanded;
    hovered.current = unfolds ? { row, timer: setTimeout(() => onUnfold(over.element.id), unfoldAfter) } : null;
  };
  const end = () => {
    hover(null);
    dragged.current = null;
    setDrop(null);
  };
  const dropOf = (event: DragEvent<HTMLElement>, row: number) => {
    if (dragged.current === null) return null;
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return dropAt(tree, rows, dragged.current, row, (event.clientY - top) / height);
  };

  return {
    drop,
    handlers: (row: number) => ({
      onDragStart: (event: DragEvent<HTMLElement>) => {
        dragged.current = rows[row]?.element.id ?? null;
        event.dataTransfer.setData(type, dragged.current ?? '');
        event.dataTransfer.effectAllowed = 'move';
      },
      onDragOver: (event: DragEvent<HTMLElement>) => {
        if (dragged.current === null) return;
        const found = dropOf(event, row);
        hover(row);
        setDrop((old) => (old?.row === found?.row && old?.edge === found?.edge ? old : found));
        if (!found) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
      },
      onDrop: (event: DragEvent<HTMLElement>) => {
        const found = dropOf(event, row);
        const id = dragged.current;
        end();
        if (!found || id === null) return;
        event.preventDefault();
        event.stopPropagation();
        onDrop(id, found);
      },
      onDragEnd: end,
    }),
  };
}
