import { ArrowDown, ArrowUp } from 'lucide-react';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { IconButton } from '../ui';
import { findBytes, indexLines, rowAt, rowText } from './bytes';
import { VirtualRows, type VirtualRowsHandle } from './VirtualRows';

/** Text as bytes, whatever its length: only the lines in sight are decoded. */
export function LargeText({ bytes }: { bytes: Uint8Array }) {
  const index = useMemo(() => indexLines(bytes), [bytes]);
  const [wanted, setWanted] = useState('');
  const [at, setAt] = useState(0);
  const needle = useDeferredValue(wanted);
  const found = useMemo(() => findBytes(bytes, needle), [bytes, needle]);
  const rows = useRef<VirtualRowsHandle>(null);
  const offset = found[Math.min(at, found.length - 1)];
  const currentRow = offset === undefined ? -1 : rowAt(index, offset);
  const go = (step: number) => {
    if (!found.length) return;
    const next = (at + step + found.length) % found.length;
    setAt(next);
    rows.current?.showRow(rowAt(index, found[next] ?? 0));
  };
  return (
    <div className="large-text">
      <div className="search-panel" role="search">
        <input
          className="search-input"
          placeholder="Search"
          aria-label="Search in body"
          value={wanted}
          data-own-undo
          onChange={(event) => {
            setWanted(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            // The first Enter goes to the first match.
            go(event.shiftKey ? -1 : at === 0 && currentRow >= 0 && needle !== wanted ? 0 : 1);
          }}
        />
        <IconButton size="small" label="Previous match" isDisabled={!found.length} onPress={() => go(-1)}>
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton size="small" label="Next match" isDisabled={!found.length} onPress={() => go(1)}>
          <ArrowDown aria-hidden />
        </IconButton>
        <span className="search-count" role="status">
          {needle === '' ? '' : found.length ? `${at + 1} of ${found.length}` : 'No match'}
        </span>
      </div>
      <VirtualRows
        label="Body"
        count={index.starts.length}
        handle={rows}
        render={(row) => {
          const number = index.lines[row];
          const isContinued = row > 0 && index.lines[row - 1] === number;
          return (
            <div key={row} className={`virtual-row${row === currentRow ? ' is-current' : ''}`}>
              <span className="virtual-number">{isContinued ? '' : number}</span>
              <span>{marked(rowText(bytes, index, row), needle)}</span>
            </div>
          );
        }}
      />
    </div>
  );
}

function marked(text: string, needle: string) {
  if (needle === '' || !text.includes(needle)) return text;
  return text.split(needle).flatMap((part, i) => (i === 0 ? [part] : [<mark key={i}>{needle}</mark>, part]));
}
