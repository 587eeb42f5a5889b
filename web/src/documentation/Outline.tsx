import { ChevronRight, Folder, FolderOpen, Library } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Element } from '../model/element';
import { visibleRows, type Row } from '../sidebar/rows';
import { VirtualTree } from '../sidebar/VirtualTree';
import { Method } from '../ui/Method';
import { ancestorsOf, type ElementTree } from '../workspace/tree';
import type { Section } from './sections';

interface OutlineProps {
  tree: ElementTree;
  sections: readonly Section[];
  /** What is being read. */
  current: string;
  onChoose: (id: string) => void;
}

/** All folders and requests, of which the one that is being read is marked. */
export function Outline({ tree, sections, current, onChoose }: OutlineProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const root = sections[0]?.element;
  const rows = useMemo(() => {
    if (!root) return [];
    const expanded = new Set(sections.map(({ element }) => element.id).filter((id) => !folded.has(id)));
    return [rootRow(root), ...visibleRows(tree, expanded, null, root.id)];
  }, [tree, sections, folded, root]);
  const marked = useMemo(() => {
    const shown = new Set(rows.map(({ element }) => element.id));
    const ways = [...ancestorsOf(tree, current).map(({ id }) => id), current];
    return ways.reverse().find((id) => shown.has(id)) ?? current;
  }, [rows, tree, current]);
  const fold = (id: string, isExpanded: boolean) =>
    setFolded((old) => {
      const next = new Set(old);
      if (isExpanded) next.delete(id);
      else next.add(id);
      return next;
    });
  return (
    <nav className="doc-outline" aria-label="Contents">
      <VirtualTree
        label="Folders and requests"
        rows={rows}
        shown={marked}
        onAct={({ element }) => onChoose(element.id)}
        onFold={fold}
        attributes={({ element }) =>
          element.id === marked ? { 'aria-current': 'location', 'aria-selected': true } : {}
        }
        render={(row) => <OutlineRow row={row} onFold={() => fold(row.element.id, !row.isExpanded)} />}
      />
    </nav>
  );
}

/** It stands beside what is in it, and cannot be folded. */
function rootRow(element: Element): Row {
  return { element, level: 1, isContainer: false, isExpanded: false, place: 1, siblings: 1 };
}

function OutlineRow({ row: { element, isContainer, isExpanded }, onFold }: { row: Row; onFold: () => void }) {
  const Icon = isExpanded ? FolderOpen : isContainer || element.kind === 'folder' ? Folder : Library;
  return (
    <>
      <span
        className="tree-chevron"
        data-expanded={isExpanded || undefined}
        aria-hidden
        onClick={(event) => {
          event.stopPropagation();
          onFold();
        }}
      >
        {isContainer ? <ChevronRight /> : null}
      </span>
      {element.kind === 'request' ? (
        <span className="tree-method">
          <Method method={element.method} compact />
        </span>
      ) : (
        <Icon aria-hidden className="tree-icon" />
      )}
      <span className="tree-name">{element.name || 'Unnamed'}</span>
    </>
  );
}
