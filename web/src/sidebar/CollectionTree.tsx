import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { mayEdit, type Element } from '../model/element';
import { useStore } from '../state/store';
import { openElement, renameElement } from '../tabs/actions';
import type { Drafts } from '../tabs/drafts';
import { hasCommandKey } from '../ui/platform';
import { move } from '../workspace/actions';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf } from '../workspace/tree';
import { act } from './element_actions';
import { focusAfter, matching, nudge, stepOf, typeAhead, visibleRows } from './rows';
import { TreeMenu, type MenuAt, type TreeAction } from './TreeMenu';
import { rowId, TreeRow, type TreeRowEvents } from './TreeRow';
import { useTreeDrag } from './use_tree_drag';
import { showRow, useWindow } from './use_window';
import './Tree.css';

const rowHeight = 26;
const typingPause = 700;

interface CollectionTreeProps {
  filter: string;
  /** What is to be renamed, as it was just made elsewhere. */
  renaming: string | null;
  onRenaming: (id: string | null) => void;
}

/** Collections with all that is in them: an ARIA tree of which only the rows in sight are in the page. */
export function CollectionTree({ filter, renaming, onRenaming }: CollectionTreeProps) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const expanded = useStore(session.expanded);
  const { active } = useStore(session.tabs);
  const drafts: Drafts = useStore(session.drafts);
  const isEditor = mayEdit(session.workspace);

  const found = useMemo(() => matching(tree, filter), [tree, filter]);
  const rows = useMemo(() => visibleRows(tree, expanded, found), [tree, expanded, found]);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const span = useWindow(scroller, rowHeight, rows.length);

  // When the row with the focus is gone, the one in its place has it.
  const lastAt = useRef(0);
  const index = rows.findIndex(({ element }) => element.id === focusedId);
  const at = index >= 0 ? index : Math.max(0, Math.min(lastAt.current, rows.length - 1));
  const focused = rows[at];
  useEffect(() => {
    lastAt.current = at;
  }, [at]);

  const focus = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setFocusedId(row.element.id);
    if (scroller.current) showRow(scroller.current, index, rowHeight);
  };
  const setExpanded = (id: string, isExpanded: boolean) =>
    session.expanded.update((old) => {
      const next = new Set(old);
      if (isExpanded) next.add(id);
      else next.delete(id);
      return next;
    });
  const run = (action: TreeAction, element: Element) => {
    if (action === 'delete') setFocusedId(focusAfter(tree, element));
    void act(session, action, element).then((made) => {
      if (!made) return;
      setFocusedId(made.id);
      onRenaming(made.id);
    });
  };

  // What becomes active elsewhere is shown here, too.
  useEffect(() => {
    if (active === null) return;
    const ways = ancestorsOf(tree, active).map(({ id }) => id);
    session.expanded.update((old) => (ways.every((id) => old.has(id)) ? old : new Set([...old, ...ways])));
    setFocusedId(active);
  }, [active, tree.byId.has(active ?? '')]); // eslint-disable-line react-hooks/exhaustive-deps
  const revealed = useRef<string | null>(null);
  useEffect(() => {
    const index = rows.findIndex(({ element }) => element.id === active);
    if (index < 0 || revealed.current === active || !scroller.current) return;
    revealed.current = active;
    showRow(scroller.current, index, rowHeight);
  }, [active, rows]);
  useEffect(() => {
    const index = rows.findIndex(({ element }) => element.id === renaming);
    if (index >= 0 && scroller.current) showRow(scroller.current, index, rowHeight);
  }, [renaming, rows]);

  const { drop, handlers } = useTreeDrag({
    rows,
    tree,
    onDrop: (id, { spot }) => {
      const element = tree.byId.get(id);
      if (element) void move(session.workspace.id, element, spot);
    },
    onUnfold: (id) => setExpanded(id, true),
  });

  const on: TreeRowEvents = {
    click: (index, event) => {
      const row = rows[index];
      if (!row || event.detail > 1) return;
      focus(index);
      if (row.isContainer) setExpanded(row.element.id, !row.isExpanded);
      else openElement(session, row.element, true);
    },
    doubleClick: (index) => {
      const row = rows[index];
      if (row) openElement(session, row.element);
    },
    menu: (index, event) => {
      event.preventDefault();
      const row = rows[index];
      if (!row) return;
      focus(index);
      setMenu({ element: row.element, point: { x: event.clientX, y: event.clientY } });
    },
    renamed: (index, name) => {
      onRenaming(null);
      scroller.current?.focus();
      const row = rows[index];
      if (row && name !== null) void renameElement(session, row.element, name);
    },
    drag: handlers,
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!focused || event.target !== scroller.current) return;
    const isHandled = keyed(event);
    if (isHandled) event.preventDefault();
  };
  const keyed = (event: KeyboardEvent): boolean => {
    if (!focused) return false;
    const { element } = focused;
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const spot = isEditor ? nudge(tree, element, event.key === 'ArrowUp' ? -1 : 1) : null;
      if (spot) void move(session.workspace.id, element, spot);
      return true;
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = document.getElementById(rowId(element.id))?.getBoundingClientRect();
      if (box) setMenu({ element, point: { x: box.left + 40, y: box.bottom } });
      return true;
    }
    if (event.key === 'Enter') return (openElement(session, element), true);
    if (event.key === ' ') return (openElement(session, element, true), true);
    if (isEditor && event.key === 'F2') return (onRenaming(element.id), true);
    if (isEditor && (event.key === 'Delete' || event.key === 'Backspace')) return (run('delete', element), true);
    if (isEditor && hasCommandKey(event) && event.key === 'd') return (run('duplicate', element), true);
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1;
    const step = stepOf(rows, at, event.key, page);
    if (step) {
      if ('focus' in step) focus(step.focus);
      else if ('expand' in step) setExpanded(step.expand, true);
      else setExpanded(step.collapse, false);
      return true;
    }
    if (!/^[\p{L}\p{N}]$/u.test(event.key)) return false;
    const { text, at: last } = typed.current;
    typed.current = { text: event.timeStamp - last > typingPause ? event.key : text + event.key, at: event.timeStamp };
    const next = typeAhead(rows, at, typed.current.text);
    if (next !== null) focus(next);
    return true;
  };

  const shown = rows.slice(span.from, span.to);
  const isFocusShown = at >= span.from && at < span.to && rows.length > 0;
  return (
    <>
      <div
        ref={scroller}
        className="tree"
        role="tree"
        tabIndex={0}
        aria-label="Collections"
        {...(isFocusShown && focused ? { 'aria-activedescendant': rowId(focused.element.id) } : {})}
        onKeyDown={onKeyDown}
      >
        <div role="none" className="tree-space" style={{ height: rows.length * rowHeight }}>
          {shown.map((row, i) => {
            const index = span.from + i;
            const { id } = row.element;
            return (
              <TreeRow
                key={id}
                row={row}
                index={index}
                top={index * rowHeight}
                isFocused={index === at}
                isActive={id === active}
                isEdited={drafts.has(id)}
                isRenaming={renaming === id}
                isDraggable={isEditor && filter === ''}
                dropEdge={drop?.row === index ? drop.edge : null}
                on={on}
              />
            );
          })}
        </div>
      </div>
      <TreeMenu at={menu} mayEdit={isEditor} onAction={run} onClose={() => setMenu(null)} />
    </>
  );
}
