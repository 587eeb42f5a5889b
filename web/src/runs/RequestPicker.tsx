import { Check, Folder, FolderOpen, Minus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Element } from '../model/element';
import { FoldChevron } from '../sidebar/FoldChevron';
import { visibleRows, type Row } from '../sidebar/rows';
import { useFolded } from '../sidebar/use_folded';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { Keys } from '../ui/Keys';
import { Method } from '../ui/Method';
import { ancestorsOf, type ElementTree } from '../workspace/tree';
import { countsOf, nextPlace, requestsInOrder, withChosen, withMoved } from './setup';
import { useRequestDrag } from './use_request_drag';
import { VirtualTree } from '../sidebar/VirtualTree';

interface RequestPickerProps {
  tree: ElementTree;
  /** The collection or folder. */
  root: string;
  without: readonly string[];
  /** Of the person's own; empty: that of the collection. */
  order: readonly string[];
  onChange: (without: readonly string[], order: readonly string[]) => void;
}

type Checked = 'true' | 'false' | 'mixed';

/**
 * Which requests are to run, in the order in which they do: that of the collection, with its folders, or one of the
 * person's own, without.
 */
export function RequestPicker({ tree, root, without, order, onChange }: RequestPickerProps) {
  const [folded, fold] = useFolded();
  const left = useMemo(() => new Set(without), [without]);
  const counts = useMemo(() => countsOf(tree, root, left), [tree, root, left]);
  const requests = useMemo(() => requestsInOrder(tree, root, order), [tree, root, order]);
  const next = useMemo(() => new Map(requests.map(({ id }, index) => [id, requests[index + 1]?.id])), [requests]);
  const rows = useMemo(() => {
    if (order.length > 0) return flatRows(requests);
    const expanded = new Set([...counts.keys()].filter((id) => !folded.has(id)));
    return visibleRows(tree, expanded, null, root);
  }, [tree, root, counts, folded, order, requests]);
  const [moved, setMoved] = useState<string | null>(null);

  const checkedOf = ({ element: { id, kind } }: Row): Checked => {
    if (kind === 'request') return left.has(id) ? 'false' : 'true';
    const { all, chosen } = counts.get(id) ?? { all: 0, chosen: 0 };
    return chosen === 0 ? 'false' : chosen === all ? 'true' : 'mixed';
  };
  const { all, chosen } = counts.get(root) ?? { all: 0, chosen: 0 };
  const move = (id: string, before: string | null) => {
    const own = withMoved(tree, root, order, id, before);
    const sorted = requestsInOrder(tree, root, own);
    const place = sorted.findIndex((request) => request.id === id);
    setMoved(`${sorted[place]?.name ?? ''} is ${place + 1} of ${sorted.length}`);
    onChange(without, own);
  };
  const { drop, dragHandlers } = useRequestDrag(move);
  return (
    <section className="run-picker" aria-label="Requests">
      <header>
        <Checkbox
          isSelected={chosen === all}
          isIndeterminate={chosen > 0 && chosen < all}
          onChange={(isChosen) => onChange(withChosen(tree, without, root, isChosen), order)}
        >
          <strong>Requests</strong>
        </Checkbox>
        <span className="run-muted">
          {chosen === all ? `all ${all}` : `${chosen} of ${all}`}, in{' '}
          {order.length > 0 ? 'your order' : 'the order of the collection'}
        </span>
        <span role="status" className="ui-hidden">
          {moved}
        </span>
        {order.length > 0 ? (
          <Button size="small" variant="quiet" onPress={() => onChange(without, [])}>
            Order of the collection
          </Button>
        ) : (
          <span className="run-muted run-hint">
            Drag, or <Keys keys="Alt+↑" /> <Keys keys="Alt+↓" />
          </span>
        )}
      </header>
      <VirtualTree
        label="Requests to run"
        rows={rows}
        onAct={(row) => onChange(withChosen(tree, without, row.element.id, checkedOf(row) !== 'true'), order)}
        onMove={({ element }, by) => {
          const before = nextPlace(requests, element.id, by);
          if (before !== undefined) move(element.id, before);
        }}
        onFold={fold}
        attributes={(row) => ({
          'aria-checked': checkedOf(row),
          ...(row.element.kind === 'request' ? dragHandlers(row.element.id, next.get(row.element.id) ?? null) : {}),
          ...(drop?.over === row.element.id ? { 'data-drop': drop.edge } : {}),
        })}
        render={(row) => (
          <PickerRow
            row={row}
            checked={checkedOf(row)}
            way={order.length > 0 ? wayTo(tree, root, row.element.id) : ''}
            count={counts.get(row.element.id)?.all ?? 0}
            onFold={() => fold(row.element.id, !row.isExpanded)}
          />
        )}
      />
    </section>
  );
}

function flatRows(requests: readonly Element[]): Row[] {
  return requests.map((element, index) => ({
    element,
    level: 1,
    isContainer: false,
    isExpanded: false,
    place: index + 1,
    siblings: requests.length,
  }));
}

/** The names of the folders between the root and a request. */
function wayTo(tree: ElementTree, root: string, id: string): string {
  const ways = ancestorsOf(tree, id);
  return ways
    .slice(ways.findIndex((ancestor) => ancestor.id === root) + 1)
    .map(({ name }) => name)
    .join(' / ');
}

interface PickerRowProps {
  row: Row;
  /** Where it is, where its folders are not shown. */
  way: string;
  checked: Checked;
  count: number;
  onFold: () => void;
}

function PickerRow({ row: { element, isContainer, isExpanded }, way, checked, count, onFold }: PickerRowProps) {
  const Icon = isExpanded ? FolderOpen : Folder;
  return (
    <>
      <FoldChevron isContainer={isContainer} isExpanded={isExpanded} onFold={onFold} />
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
      {way ? <span className="run-muted run-way">{way}</span> : null}
      {isContainer ? <span className="run-muted">{count}</span> : null}
    </>
  );
}
