import { Ban, ChevronDown, ChevronRight, Copy, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { VirtualRows, type VirtualRowsHandle } from '../response/VirtualRows';
import { useStore } from '../state/store';
import { IconButton } from '../ui/IconButton';
import { Select } from '../ui/Select';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { isConsoleOpen, lines, rowsOf, textOf, type Level, type ShownRow } from './lines';
import './ConsolePanel.css';

const filters: { id: Level | 'all'; name: string }[] = [
  { id: 'all', name: 'All' },
  { id: 'request', name: 'Requests' },
  { id: 'log', name: 'Logs' },
  { id: 'info', name: 'Information' },
  { id: 'warn', name: 'Warnings' },
  { id: 'error', name: 'Errors' },
];

/** All that was sent and said since the page was loaded. */
export default function ConsolePanel() {
  const all = useStore(lines);
  const [level, setLevel] = useState<Level | 'all'>('all');
  const [search, setSearch] = useState('');
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => rowsOf(all, level, search, unfolded), [all, level, search, unfolded]);
  const list = useRef<VirtualRowsHandle>(null);
  const last = all.at(-1)?.id;
  const count = useRef(0);
  useEffect(() => {
    count.current = rows.length;
  }, [rows]);
  useEffect(() => {
    if (last !== undefined) list.current?.showRow(count.current);
  }, [last]);
  const toggle = (id: number) =>
    setUnfolded((old) => (old.has(id) ? new Set([...old].filter((one) => one !== id)) : new Set([...old, id])));
  const copy = () =>
    navigator.clipboard.writeText(textOf(rows)).then(
      () => toast({ title: 'Copied', tone: 'success' }),
      () => toast({ title: 'The browser does not let it be copied', tone: 'danger' }),
    );
  return (
    <section className="log" aria-label="Console">
      <header className="log-head">
        <h2>Console</h2>
        <Select label="Level" hideLabel size="small" options={filters} value={level} onChange={setLevel} />
        <TextField label="Filter the console" hideLabel placeholder="Filter" value={search} onChange={setSearch} />
        <span className="log-space" />
        <IconButton label="Copy what is shown" size="small" isDisabled={rows.length === 0} onPress={() => void copy()}>
          <Copy aria-hidden />
        </IconButton>
        <IconButton label="Clear the console" size="small" onPress={() => lines.set([])}>
          <Ban aria-hidden />
        </IconButton>
        <IconButton
          label="Close the console"
          shortcut="Ctrl+Alt+C"
          size="small"
          onPress={() => isConsoleOpen.set(false)}
        >
          <X aria-hidden />
        </IconButton>
      </header>
      {rows.length > 0 ? (
        <VirtualRows
          label="Console lines"
          count={rows.length}
          handle={list}
          render={(at) => {
            const row = rows[at];
            return row ? (
              <Row key={row.key} row={row} isUnfolded={unfolded.has(row.line.id)} onToggle={toggle} />
            ) : null;
          }}
        />
      ) : (
        <p className="log-empty">
          {all.length > 0
            ? 'Nothing of that kind.'
            : 'Send a request: it stands here with its headers, with those that its scripts sent, and with what they wrote by console.log.'}
        </p>
      )}
    </section>
  );
}

interface RowProps {
  row: ShownRow;
  isUnfolded: boolean;
  onToggle: (id: number) => void;
}

function Row({ row: { line, detail }, isUnfolded, onToggle }: RowProps) {
  if (detail !== null) return <div className="virtual-row log-row log-detail">{detail}</div>;
  const text = line.text.split('\n')[0];
  const time = new Date(line.at).toLocaleTimeString(undefined, { hour12: false });
  return (
    <div className={`virtual-row log-row log-${line.level}`}>
      {line.request ? (
        <button
          type="button"
          className="log-fold"
          aria-expanded={isUnfolded}
          aria-label={`Headers of ${line.request.method} ${line.request.url}`}
          onClick={() => onToggle(line.id)}
        >
          {isUnfolded ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
        </button>
      ) : (
        <span className="log-fold" />
      )}
      <span className="log-time">{time}</span>
      <span className="log-level">{line.level}</span>
      <span>{text}</span>
    </div>
  );
}
