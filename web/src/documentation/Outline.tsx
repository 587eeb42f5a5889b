import { Folder, FolderOpen, Library } from 'lucide-react';
import { useMemo } from 'react';
import type { Element } from '../model/element';
import { FoldChevron } from '../sidebar/FoldChevron';
import { visibleRows, type Row } from '../sidebar/rows';
import { useFolded } from '../sidebar/use_folded';
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
  const [folded, fold] = useFolded();
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
      <FoldChevron isContainer={isContainer} isExpanded={isExpanded} onFold={onFold} />
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
