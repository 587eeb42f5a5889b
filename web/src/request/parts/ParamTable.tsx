import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { GripVertical, Trash2 } from 'lucide-react';
import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { DragEvent, KeyboardEvent, ReactNode } from 'react';
import { CodeEditor } from '../../editor/CodeEditor';
import { LineEditor } from '../../editor/LineEditor';
import type { PostmanParam, ResolvedVariable } from '../../model/postman';
import { Button, Checkbox } from '../../ui';
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
  const added = useMemo(() => ({ key: '', value: '', ...blank }) as Row, [blank]);
  const shown = canEdit ? [...rows, added] : rows;

  const focusCell = (row: number, column: string) => {
    // After the rows are drawn anew.
    requestAnimationFrame(() => {
      const cell = table.current?.querySelector(`[data-row="${row}"][data-column="${column}"]`);
      cell?.querySelector<HTMLElement>('.cm-content, [role=textbox], input, button')?.focus();
    });
  };
  const move = (from: number, to: number, column: string) => {
    if (from >= rows.length || to < 0 || to >= rows.length) return;
    onChange(moveRow(rows, from, to));
    focusCell(to, column);
  };
  const actions: RowActions<Row> = {
    change: (at, row) =>
      onChange(at < rows.length ? rows.map((before, i) => (i === at ? row : before)) : [...rows, row]),
    remove: (at) => {
      onChange(rows.filter((_, i) => i !== at));
      focusCell(Math.min(at, rows.length - 1), 'key');
    },
    key: (at, column, event) => {
      const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0;
      if (step === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return false;
      // A list of completions has these keys first.
      if (document.querySelector('.cm-tooltip-autocomplete')) return false;
      if (event.altKey && event.key !== 'Enter') {
        if (canEdit) move(at, at + step, column);
      } else focusCell(at + step, column);
      event.preventDefault();
      return true;
    },
    paste: (at, text) => {
      const pasted = canEdit ? pastedRows(text) : null;
      if (!pasted) return false;
      onChange([...rows.slice(0, at), ...pasted.map((row) => ({ ...blank, ...row }) as Row), ...rows.slice(at)]);
      return true;
    },
    drag: setDragged,
  };
  // Rows that stay as they are need not be drawn anew: what they call goes through here.
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  const [stable] = useState<RowActions<Row>>(() => ({
    change: (at, row) => latest.current.change(at, row),
    remove: (at) => latest.current.remove(at),
    key: (at, column, event) => latest.current.key(at, column, event),
    paste: (at, text) => latest.current.paste(at, text),
    drag: (at) => latest.current.drag(at),
  }));
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
      <TableHead hasKind={props.renderKind !== undefined} />
      {shown.map((row, i) => (
        <div
          key={i}
          role="row"
          className={`param-row${row.disabled ? ' is-off' : ''}${over === i && dragged !== null ? ' is-over' : ''}`}
          {...drag(i)}
        >
          <RowCells
            noun={noun}
            row={row}
            at={i}
            isBlank={i >= rows.length}
            canEdit={canEdit}
            readOnly={readOnly}
            variables={props.variables}
            keyCompletions={props.keyCompletions}
            valueCompletions={props.valueCompletions}
            renderKind={props.renderKind}
            renderValue={props.renderValue}
            actions={stable}
          />
        </div>
      ))}
    </div>
  );
}

function TableHead({ hasKind }: { hasKind: boolean }) {
  return (
    <div role="row" className="param-row param-head">
      <span role="columnheader" className="param-tools">
        <span className="ui-hidden">Sent</span>
      </span>
      <span role="columnheader">Key</span>
      {hasKind ? <span role="columnheader">Type</span> : null}
      <span role="columnheader">Value</span>
      <span role="columnheader">Description</span>
      <span role="columnheader">
        <span className="ui-hidden">Remove</span>
      </span>
    </div>
  );
}

type AnyKeyEvent = KeyboardEvent | globalThis.KeyboardEvent;

interface RowActions<Row> {
  change: (at: number, row: Row) => void;
  remove: (at: number) => void;
  /** True when the key was dealt with. */
  key: (at: number, column: string, event: AnyKeyEvent) => boolean;
  paste: (at: number, text: string) => boolean;
  drag: (at: number | null) => void;
}

interface RowCellsProps<Row extends PostmanParam>
  extends Pick<ParamTableProps<Row>, 'noun' | 'variables' | 'readOnly'> {
  row: Row;
  at: number;
  isBlank: boolean;
  canEdit: boolean;
  keyCompletions: ParamTableProps<Row>['keyCompletions'] | undefined;
  valueCompletions: ParamTableProps<Row>['valueCompletions'] | undefined;
  renderKind: ParamTableProps<Row>['renderKind'] | undefined;
  renderValue: ParamTableProps<Row>['renderValue'] | undefined;
  actions: RowActions<Row>;
}

// `memo` forgets that the function is generic.
const RowCells = memo(PlainRowCells) as typeof PlainRowCells;

function PlainRowCells<Row extends PostmanParam>(props: RowCellsProps<Row>) {
  const { noun, row, at, isBlank, canEdit, variables, readOnly, actions } = props;
  const key = row.key ?? '';
  const name = key === '' ? `${noun} ${at + 1}` : key;
  const cell = (column: string) => ({ role: 'cell', 'data-row': at, 'data-column': column, className: 'param-cell' });
  const change = (next: Row) => actions.change(at, next);
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
                actions.drag(at);
              }}
              onDragEnd={() => actions.drag(null)}
            >
              <GripVertical aria-hidden />
            </span>
            <Checkbox
              aria-label={`Send ${name}`}
              isSelected={!row.disabled}
              onChange={(isOn) => change(setDisabled(row, !isOn))}
            />
          </>
        ) : null}
      </span>
      <span {...cell('key')}>
        <LineEditor
          label={`Key of ${name}`}
          value={key}
          onChange={(next) => change({ ...row, key: next })}
          variables={variables}
          readOnly={!canEdit}
          placeholder={isBlank ? `Add a ${noun.toLowerCase()}` : ''}
          {...(props.keyCompletions ? { completions: props.keyCompletions } : {})}
          onKey={(event) => actions.key(at, 'key', event)}
          onPaste={(text) => actions.paste(at, text)}
        />
      </span>
      {props.renderKind ? <span {...cell('kind')}>{props.renderKind(row, change)}</span> : null}
      <span {...cell('value')}>
        {props.renderValue?.(row, change) ?? (
          <LineEditor
            label={`Value of ${name}`}
            value={row.value ?? ''}
            onChange={(value) => change({ ...row, value })}
            variables={variables}
            readOnly={readOnly}
            {...(valueSource ? { completions: valueSource } : {})}
            onKey={(event) => actions.key(at, 'value', event)}
            onPaste={(text) => actions.paste(at, text)}
          />
        )}
      </span>
      <span {...cell('description')}>
        <input
          className="param-input"
          aria-label={`Description of ${name}`}
          value={descriptionText(row.description)}
          readOnly={readOnly}
          onChange={(event) => change({ ...row, description: setDescription(row.description, event.target.value) })}
          onKeyDown={(event) => actions.key(at, 'description', event)}
        />
      </span>
      <span {...cell('remove')} className="param-remove">
        {canEdit && !isBlank ? (
          <button
            type="button"
            className="ui-icon-button ui-icon-button-small"
            aria-label={`Remove ${name}`}
            title={`Remove ${name}`}
            onClick={() => actions.remove(at)}
          >
            <Trash2 aria-hidden />
          </button>
        ) : null}
      </span>
    </>
  );
}
