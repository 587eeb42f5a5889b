import { Check, ChevronRight, Folder, FolderOpen, Minus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { visibleRows, type Row } from '../sidebar/rows';
import { Checkbox } from '../ui/Checkbox';
import { Method } from '../ui/Method';
import type { ElementTree } from '../workspace/tree';
import { countsOf, withChosen } from './setup';
import { VirtualTree } from '../sidebar/VirtualTree';

interface RequestPickerProps {
  tree: ElementTree;
  /** The collection or folder. */
  root: string;
  without: readonly string[];
  onChange: (without: string[]) => void;
}

type Checked = 'true' | 'false' | 'mixed';

/** Which requests are to run, in the order in which they do. */
export function RequestPicker({ tree, root, without, onChange }: RequestPickerProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const left = useMemo(() => new Set(without), [without]);
  const counts = useMemo(() => countsOf(tree, root, left), [tree, root, left]);
  const rows = useMemo(() => {
    const expanded = new Set([...counts.keys()].filter((id) => !folded.has(id)));
    return visibleRows(tree, expanded, null, root);
  }, [tree, root, counts, folded]);

  const checkedOf = ({ element: { id, kind } }: Row): Checked => {
    if (kind === 'request') return left.has(id) ? 'false' : 'true';
    const { all, chosen } = counts.get(id) ?? { all: 0, chosen: 0 };
    return chosen === 0 ? 'false' : chosen === all ? 'true' : 'mixed';
  };
  const { all, chosen } = counts.get(root) ?? { all: 0, chosen: 0 };
  const fold = (id: string, isExpanded: boolean) =>
    setFolded((old) => {
      const next = new Set(old);
      if (isExpanded) next.delete(id);
      else next.add(id);
      return next;
    });
  return (
    <section className="run-picker" aria-label="Requests">
      <header>
        <Checkbox
          isSelected={chosen === all}
          isIndeterminate={chosen > 0 && chosen < all}
          onChange={(isChosen) => onChange(withChosen(tree, without, root, isChosen))}
        >
          <strong>Requests</strong>
        </Checkbox>
        <span className="run-muted">
          {chosen === all ? `all ${all}` : `${chosen} of ${all}`}, in the order of the collection
        </span>
      </header>
      <VirtualTree
        label="Requests to run"
        rows={rows}
        onAct={(row) => onChange(withChosen(tree, without, row.element.id, checkedOf(row) !== 'true'))}
        onFold={fold}
        attributes={(row) => ({ 'aria-checked': checkedOf(row) })}
        render={(row) => (
          <PickerRow
            row={row}
            checked={checkedOf(row)}
            count={counts.get(row.element.id)?.all ?? 0}
            onFold={() => fold(row.element.id, !row.isExpanded)}
          />
        )}
      />
    </section>
  );
}

interface PickerRowProps {
  row: Row;
  checked: Checked;
  count: number;
  onFold: () => void;
}

function PickerRow({ row: { element, isContainer, isExpanded }, checked, count, onFold }: PickerRowProps) {
  const Icon = isExpanded ? FolderOpen : Folder;
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
      <span className="ui-checkbox" data-selected={checked !== 'false' || undefined} aria-hidden>
        <span className="ui-checkbox-box">
          {checked === 'mixed' ? <Minus /> : checked === 'true' ? <Check /> : null}
        </span>
      </span>
      {isContainer ? (
        <Icon aria-hidden className="tree-icon" />
      ) : (
        <span className="run-method">
          <Method method={element.method} compact />
        </span>
      )}
      <span className={`run-name${checked === 'false' ? ' run-off' : ''}`}>{element.name || 'Unnamed'}</span>
      {isContainer ? <span className="run-muted">{count}</span> : null}
    </>
  );
}
