import {
  useEffect,
  useId,
  useRef,
  useState,
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { stepOf, type StepRow } from './rows';
import { showRow, useWindow } from './use_window';
import './VirtualTree.css';

const rowHeight = 28;

interface VirtualTreeProps<R extends StepRow> {
  label: string;
  rows: readonly R[];
  /** What Enter, Space or a click does to a row. */
  onAct: (row: R) => void;
  onFold: (id: string, isExpanded: boolean) => void;
  /** What Alt+Up (-1) and Alt+Down (1) do to a row. */
  onMove?: (row: R, by: -1 | 1) => void;
  /** Called as the keys go over the rows. */
  onFocus?: (row: R) => void;
  render: (row: R) => ReactNode;
  attributes: (row: R) => HTMLAttributes<HTMLElement>;
  /** Goes on showing the end of the rows as they come, where the end was in sight. */
  isFollowing?: boolean;
  /** Of a row that is to be in sight whenever it becomes another. */
  shown?: string | null;
}

/** An ARIA tree of which only the rows in sight are in the page: ten thousand cost what thirty do. */
export function VirtualTree<R extends StepRow>(props: VirtualTreeProps<R>) {
  const { label, rows, onAct, onFold, onMove, onFocus, render, attributes, isFollowing = false, shown = null } = props;
  const name = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const span = useWindow(scroller, rowHeight, rows.length);
  const [focused, setFocused] = useState<string | null>(null);
  const found = rows.findIndex(({ element }) => element.id === focused);
  const at = Math.max(0, found);
  const rowId = (index: number) => `${name}${index}`;
  useAtEnd(scroller, rows.length, isFollowing);
  const shownAt = rows.findIndex(({ element }) => element.id === shown);
  useEffect(() => {
    if (shownAt >= 0 && scroller.current) showRow(scroller.current, shownAt, rowHeight);
  }, [shownAt]);

  const focus = (index: number) => {
    const row = rows[index];
    if (!row || !scroller.current) return;
    setFocused(row.element.id);
    showRow(scroller.current, index, rowHeight);
    onFocus?.(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key];
      if (!by || !onMove) return;
      event.preventDefault();
      setFocused(row.element.id);
      onMove(row, by);
      return;
    }
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1;
    const step = stepOf(rows, at, event.key, page);
    if (event.key === 'Enter' || event.key === ' ') onAct(row);
    else if (!step) return;
    else if ('focus' in step) focus(step.focus);
    else if ('expand' in step) onFold(step.expand, true);
    else onFold(step.collapse, false);
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      role="tree"
      className="virtual-tree"
      tabIndex={0}
      aria-label={label}
      {...(at >= span.from && at < span.to ? { 'aria-activedescendant': rowId(at) } : {})}
      onKeyDown={onKeyDown}
    >
      <div role="none" className="virtual-tree-space" style={{ height: rows.length * rowHeight }}>
        {rows.slice(span.from, span.to).map((row, i) => {
          const index = span.from + i;
          return (
            <div
              key={row.element.id}
              role="treeitem"
              id={rowId(index)}
              aria-level={row.level}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              {...(row.isContainer ? { 'aria-expanded': row.isExpanded } : {})}
              {...attributes(row)}
              className={`virtual-tree-row${index === at ? ' virtual-tree-focused' : ''}`}
              style={{ top: index * rowHeight, paddingLeft: 8 + (row.level - 1) * 18 }}
              onClick={() => {
                setFocused(row.element.id);
                onAct(row);
              }}
            >
              {render(row)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function useAtEnd(scroller: RefObject<HTMLElement | null>, count: number, isFollowing: boolean) {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      isAtEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight;
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [scroller]);
  useEffect(() => {
    if (isFollowing && isAtEnd.current && scroller.current) scroller.current.scrollTop = count * rowHeight;
  }, [scroller, count, isFollowing]);
}
