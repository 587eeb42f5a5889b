import { ChevronRight, Ellipsis, Folder, FolderOpen, Library } from 'lucide-react';
import { memo, type DragEvent, type MouseEvent } from 'react';
import { Method } from '../ui/Method';
import { RenameField } from './RenameField';
import type { DropEdge, Row } from './rows';

export interface TreeRowProps {
  row: Row;
  index: number;
  top: number;
  isFocused: boolean;
  isActive: boolean;
  isEdited: boolean;
  isRenaming: boolean;
  isDraggable: boolean;
  dropEdge: DropEdge | null;
  on: TreeRowEvents;
}

/** The same for all rows, so that those which did not change need not be rendered. */
export interface TreeRowEvents {
  click: (index: number, event: MouseEvent) => void;
  doubleClick: (index: number) => void;
  menu: (index: number, event: MouseEvent) => void;
  renamed: (index: number, name: string | null) => void;
  drag: (index: number) => Record<string, (event: DragEvent<HTMLElement>) => void>;
}

export const rowId = (id: string) => `row-${id}`;

function TreeRowView(props: TreeRowProps) {
  const { row, index, top, isFocused, isActive, isEdited, isRenaming, isDraggable, dropEdge, on } = props;
  const { element } = row;
  const classes = [
    'tree-row',
    isFocused ? 'tree-row-focused' : '',
    isActive ? 'tree-row-active' : '',
    dropEdge ? `tree-row-drop-${dropEdge}` : '',
  ];
  return (
    <div
      role="treeitem"
      id={rowId(element.id)}
      className={classes.filter(Boolean).join(' ')}
      style={{ top, paddingLeft: 6 + (row.level - 1) * 14 }}
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-selected={isActive}
      {...(row.isContainer ? { 'aria-expanded': row.isExpanded } : {})}
      draggable={isDraggable && !isRenaming}
      {...on.drag(index)}
      onClick={(event) => on.click(index, event)}
      onDoubleClick={() => on.doubleClick(index)}
      onContextMenu={(event) => on.menu(index, event)}
    >
      <span className="tree-chevron" data-expanded={row.isExpanded || undefined}>
        {row.isContainer ? <ChevronRight aria-hidden /> : null}
      </span>
      <RowIcon row={row} />
      {isRenaming ? (
        <RenameField name={element.name} label="Name" onDone={(name) => on.renamed(index, name)} />
      ) : (
        <span className="tree-name" title={element.name.length > 28 ? element.name : undefined}>
          {element.name || 'Unnamed'}
        </span>
      )}
      {isEdited ? <span className="edited-dot" role="img" aria-label="not saved" /> : null}
      <span
        className="tree-more"
        aria-hidden
        onClick={(event) => {
          event.stopPropagation();
          on.menu(index, event);
        }}
      >
        <Ellipsis />
      </span>
    </div>
  );
}

export const TreeRow = memo(TreeRowView);

function RowIcon({ row: { element, isExpanded } }: { row: Row }) {
  if (element.kind === 'request') {
    return (
      <span className="tree-method">
        <Method method={element.method} compact />
      </span>
    );
  }
  const Icon = element.kind === 'collection' ? Library : isExpanded ? FolderOpen : Folder;
  return <Icon aria-hidden className="tree-icon" />;
}
