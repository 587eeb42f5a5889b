import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { GripVertical, Trash2 } from 'lucide-react';
import { useCallback, useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react';
import { CodeEditor } from '../../editor/CodeEditor';
import { LineEditor } from '../../editor/LineEditor';
import type { PostmanParam, ResolvedVariable } from '../../model/postman';
import { Button, Checkbox, IconButton } from '../../ui';
import { descriptionText, setDescription } from '../item';
import { mergeBulk, moveRow, pastedRows, rowsToText, setDisabled } from '../rows';
import './ParamTable.css';

type Source = (context: CompletionContext) => CompletionResult | null;

export interface ParamTableProps<Row extends PostmanParam> {
  /** What the rows are, in one word for one: "Header". */
  noun: string;
  rows: readonly Row[];
  onChange: (rows: Row[]) => void;
  variables: readonly ResolvedVariable[];
  readOnly: boolean;
  /** What a row is made of that is typed anew. */
  blank?: Partial<Row>;
  /** The rows come from elsewhere: neither added, moved, renamed nor switched off. */
  isFixed?: boolean;
  keyCompletions?: Source;
  valueCompletions?: (row: Row) => Source | undefined;
  /** In the place of the field of a value, where a row wants another. */
  renderValue?: (row: Row, change: (row: Row) => void) => ReactNode;
  /** Between key and value, as the type of a form field. */
  renderKind?: (row: Row, change: (row: Row) => void) => ReactNode;
  title?: string;
}

/** The table of parameters, headers, fields: typing in the last row adds one; Alt+Up and Alt+Down move a row. */
export function ParamTable<Row extends PostmanParam>(props: ParamTableProps<Row>) {
  const { noun, rows, onChange, readOnly, isFixed = false, title } = props;
  const [isBulk, setBulk] = useState(false);
  return (
    <section className="params" aria-label={title ?? `${noun}s`}>
      <header className="params-bar">
        <h3 className="params-title">{title ?? `${noun}s`}</h3>
        {isFixed || readOnly ? null : (
          <Button size="small" variant="quiet" onPress={() => setBulk(!isBulk)}>
            {isBulk ? 'Table' : 'Bulk edit'}
          </Button>
        )}
      </header>
      {isBulk ? <BulkEdit noun={noun} rows={rows} onChange={onChange} /> : <Rows {...props} />}
    </section>
  );
}

function BulkEdit<Row extends PostmanParam>(props: Pick<ParamTableProps<Row>, 'noun' | 'rows' | 'onChange'>) {
  // What was there when bulk edit began: descriptions come back while a key is typed anew.
  const [before] = useState(props.rows);
  const [text, setText] = useState(() => rowsToText(props.rows));
  return (
    <div className="params-bulk" data-own-undo>
      <CodeEditor
        label={`${props.noun}s, one a line`}
        language="text"
        value={text}
        placeholder={'key: value\n// key: value that is not sent'}
        onChange={(next) => {
          setText(next);
          props.onChange(mergeBulk(before, next));
        }}
      />
    </div>
  );
}

function Rows<Row extends PostmanParam>(props: ParamTableProps<Row>) {
  const { noun, rows, onChange, readOnly, isFixed = false, blank } = props;
  const table = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const canEdit = !readOnly && !isFixed;
  const shown: Row[] = canEdit ? [...rows, { key: '', value: '', ...blank } as Row] : [...rows];

  const focusCell = useCallback((row: number, column: string) => {
    // After the rows are drawn anew.
    requestAnimationFrame(() => {
      const cell = table.current?.querySelector(`[data-row="${row}"][data-column="${column}"]`);
      cell?.querySelector<HTMLElement>('.cm-content, [role=textbox], input, button')?.focus();
    });
  }, []);

  const changeRow = (at: number, row: Row) =>
    onChange(at < rows.length ? rows.map((before, i) => (i === at ? row : before)) : [...rows, row]);
  const move = (from: number, to: number, column: string) => {
    if (from >= rows.length || to < 0 || to >= rows.length) return;
    onChange(moveRow(rows, from, to));
    focusCell(to, column);
  };
  const onKey = (at: number, column: string) => (event: KeyboardEvent | globalThis.KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    // A list of completions has these keys first.
    if (document.querySelector('.cm-tooltip-autocomplete')) return false;
    if (event.altKey && event.key !== 'Enter') {
      if (canEdit) move(at, at + step, column);
    } else focusCell(at + step, column);
    event.preventDefault();
    return true;
  };
  const onPaste = (at: number) => (text: string) => {
    const pasted = canEdit ? pastedRows(text) : null;
    if (!pasted) return false;
    const added = pasted.map((row) => ({ ...blank, ...row }) as Row);
    onChange([...rows.slice(0, at), ...added, ...rows.slice(at)]);
    return true;
  };
  const drag = (at: number) => ({
    onDragOver: (event: DragEvent) => {
      if (dragged === null || at >= rows.length) return;
      event.preventDefault();
      setOver(at);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      if (dragged !== null) move(dragged, at, 'key');
      setOver(null);
    },
  });

  return (
    <div ref={table} role="table" className={`param-table${props.renderKind ? ' has-kind' : ''}`}>
      <div role="row" className="param-row param-head">
        <span role="columnheader" className="param-tools">
          <span className="ui-hidden">Sent</span>
        </span>
        <span role="columnheader">Key</span>
        {props.renderKind ? <span role="columnheader">Type</span> : null}
        <span role="columnheader">Value</span>
        <span role="columnheader">Description</span>
        <span role="columnheader">
          <span className="ui-hidden">Remove</span>
        </span>
      </div>
      {shown.map((row, i) => (
        <div
          key={i}
          role="row"
          className={`param-row${row.disabled ? ' is-off' : ''}${over === i && dragged !== null ? ' is-over' : ''}`}
          {...drag(i)}
        >
          <RowCells
            {...props}
            row={row}
            at={i}
            isBlank={i >= rows.length}
            canEdit={canEdit}
            name={(row.key ?? '') === '' ? `${noun} ${i + 1}` : (row.key ?? '')}
            onChangeRow={(next) => changeRow(i, next)}
            onRemove={() => {
              onChange(rows.filter((_, at) => at !== i));
              focusCell(Math.min(i, rows.length - 1), 'key');
            }}
            onKey={(column) => onKey(i, column)}
            onPaste={onPaste(i)}
            onDrag={setDragged}
          />
        </div>
      ))}
    </div>
  );
}

interface RowCellsProps<Row extends PostmanParam> extends Omit<ParamTableProps<Row>, 'onChange'> {
  row: Row;
  at: number;
  isBlank: boolean;
  canEdit: boolean;
  name: string;
  onChangeRow: (row: Row) => void;
  onRemove: () => void;
  onKey: (column: string) => (event: KeyboardEvent | globalThis.KeyboardEvent) => boolean;
  onPaste: (text: string) => boolean;
  onDrag: (at: number | null) => void;
}

function RowCells<Row extends PostmanParam>(props: RowCellsProps<Row>) {
  const { noun, row, at, isBlank, canEdit, name, variables, readOnly, onChangeRow, onKey, onPaste } = props;
  const cell = (column: string) => ({ role: 'cell', 'data-row': at, 'data-column': column, className: 'param-cell' });
  const valueSource = props.valueCompletions?.(row);
  return (
    <>
      <span {...cell('tools')} className="param-tools">
        {canEdit && !isBlank ? (
          <>
            <span
              className="param-grip"
              title="Drag, or Alt+Up and Alt+Down"
              draggable
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                props.onDrag(at);
              }}
              onDragEnd={() => props.onDrag(null)}
            >
              <GripVertical aria-hidden />
            </span>
            <Checkbox
              aria-label={`Send ${name}`}
              isSelected={!row.disabled}
              onChange={(isOn) => onChangeRow(setDisabled(row, !isOn))}
            />
          </>
        ) : null}
      </span>
      <span {...cell('key')}>
        <LineEditor
          label={`Key of ${name}`}
          value={row.key ?? ''}
          onChange={(key) => onChangeRow({ ...row, key })}
          variables={variables}
          readOnly={!canEdit}
          placeholder={isBlank ? `Add a ${noun.toLowerCase()}` : ''}
          {...(props.keyCompletions ? { completions: props.keyCompletions } : {})}
          onKey={onKey('key')}
          onPaste={onPaste}
        />
      </span>
      {props.renderKind ? <span {...cell('kind')}>{props.renderKind(row, onChangeRow)}</span> : null}
      <span {...cell('value')}>
        {props.renderValue?.(row, onChangeRow) ?? (
          <LineEditor
            label={`Value of ${name}`}
            value={row.value ?? ''}
            onChange={(value) => onChangeRow({ ...row, value })}
            variables={variables}
            readOnly={readOnly}
            {...(valueSource ? { completions: valueSource } : {})}
            onKey={onKey('value')}
            onPaste={onPaste}
          />
        )}
      </span>
      <span {...cell('description')}>
        <input
          className="param-input"
          aria-label={`Description of ${name}`}
          value={descriptionText(row.description)}
          readOnly={readOnly}
          onChange={(event) =>
            onChangeRow({ ...row, description: setDescription(row.description, event.target.value) })
          }
          onKeyDown={onKey('description')}
        />
      </span>
      <span {...cell('remove')} className="param-remove">
        {canEdit && !isBlank ? (
          <IconButton size="small" label={`Remove ${name}`} onPress={props.onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        ) : null}
      </span>
    </>
  );
}
