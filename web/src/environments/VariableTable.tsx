import { Lock, Trash2, Type } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { explain } from '../agent/problem';
import type { PostmanVariable } from '../model/postman';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { IconButton } from '../ui/IconButton';
import { Select } from '../ui/Select';
import { isEnabled, isSecret, textOf, withEnabled } from './bulk';
import { SecretCell } from '../ui/SecretCell';
import { toast } from '../ui/Toast';
import { CurrentCell } from './CurrentCell';
import { withoutRow, type CurrentValue, type CurrentValues } from './current_values';
import { SecretHint } from './SecretHint';
import { looksLikeSecret } from './secret_signs';
import { useWantedKey, useWantedRow } from './use_wanted_row';
import './VariableTable.css';

export interface VariableTableProps {
  /** The tab that it is in. */
  tab: string;
  variables: readonly PostmanVariable[];
  onChange: (variables: PostmanVariable[]) => void;
  readOnly: boolean;
  /** Environments alone have secret variables. */
  mayBeSecret: boolean;
  /** Asks for the value of a secret variable that is saved; null for one that is not. */
  revealOf?: (variable: PostmanVariable) => ((signal: AbortSignal) => Promise<string | null>) | null;
  /** Has the vault take a value that is in the open; null: it cannot from here. */
  onMove: ((key: string, value: string) => void) | null;
  /** The user's own values beside the initial ones; null: there are none here. */
  current: CurrentValues | null;
  /** Only those whose key or value has this text. */
  filter?: string;
}

const types = [
  { id: 'default', name: 'Default', icon: <Type aria-hidden /> },
  { id: 'secret', name: 'Secret', icon: <Lock aria-hidden /> },
] as const;

const shownAtFirst = 200;

/** Variables in rows; the last row is empty, and becomes one when something is typed into it. */
export function VariableTable(props: VariableTableProps) {
  const { variables, onChange, readOnly, mayBeSecret, current, filter = '' } = props;
  const [isAll, setIsAll] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useWantedRow(props.tab, place);
  const wanted = filter.trim().toLowerCase();
  const rows = variables
    .map((variable, index) => ({ variable, index }))
    .filter(
      ({ variable }) =>
        wanted === '' ||
        `${variable.key ?? ''} ${isSecret(variable) ? '' : textOf(variable.value)}`.toLowerCase().includes(wanted),
    );
  const shown = isAll ? rows : rows.slice(0, shownAtFirst);
  const jumpedTo = useWantedKey(props.tab);
  if (!isAll && jumpedTo !== null && rows.findIndex(({ variable }) => variable.key === jumpedTo) >= shownAtFirst) {
    setIsAll(true);
  }
  const change = (index: number, next: PostmanVariable) =>
    onChange(
      index < variables.length
        ? variables.map((other, i) => (i === index ? next : other))
        : [...variables, { enabled: true, type: 'default', value: '', ...next }],
    );
  const remove = (index: number, position: number) => {
    onChange(variables.filter((_other, i) => i !== index));
    // The focus stays in the table, where Ctrl+Z takes it back.
    requestAnimationFrame(() =>
      place.current?.querySelectorAll<HTMLInputElement>('.variables-key input')[position]?.focus(),
    );
  };
  const isBlankShown = !readOnly && wanted === '' && shown.length === rows.length;
  return (
    <div ref={place} className="variables">
      <table>
        <thead>
          <tr>
            <th scope="col" className="variables-on">
              <span className="ui-hidden">On</span>
            </th>
            <th scope="col">Variable</th>
            {mayBeSecret ? (
              <th scope="col" className="variables-type">
                Type
              </th>
            ) : null}
            <th scope="col">{current ? 'Initial value' : 'Value'}</th>
            {current ? <th scope="col">Current value</th> : null}
            <th scope="col">Description</th>
            <th scope="col" className="variables-remove">
              <span className="ui-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ variable, index }, position) => (
            <VariableRow
              key={index}
              {...props}
              variable={variable}
              onEdit={(next) => change(index, next)}
              onRemove={() => remove(index, position)}
            />
          ))}
          {isBlankShown ? (
            <VariableRow
              key={variables.length}
              {...props}
              variable={{}}
              isBlank
              onEdit={(next) => change(variables.length, next)}
              onRemove={() => undefined}
            />
          ) : null}
          {current && shown.length === rows.length
            ? withoutRow(current, new Set(variables.map(({ key }) => key ?? '')))
                .filter(({ key }) => key.toLowerCase().includes(wanted))
                .map((value) => (
                  <ScriptRow
                    key={`own ${value.key}`}
                    value={value}
                    current={current}
                    mayBeSecret={mayBeSecret}
                    onShare={
                      readOnly || (value.secret && !mayBeSecret)
                        ? null
                        : () =>
                            void shareValue(
                              current,
                              { key: value.key, type: value.secret ? 'secret' : 'default' },
                              (next) => change(variables.length, next),
                            )
                    }
                  />
                ))
            : null}
        </tbody>
      </table>
      {shown.length < rows.length ? (
        <Button size="small" variant="quiet" onPress={() => setIsAll(true)}>
          Show all {rows.length}
        </Button>
      ) : null}
      {wanted !== '' && rows.length === 0 ? <p className="variables-none">No variable has this in it.</p> : null}
    </div>
  );
}

interface ScriptRowProps {
  value: CurrentValue;
  current: CurrentValues;
  mayBeSecret: boolean;
  onShare: (() => void) | null;
}

/** A variable that a script made: nobody else has it. */
function ScriptRow({ value, current, mayBeSecret, onShare }: ScriptRowProps) {
  const { key } = value;
  return (
    <tr>
      <td className="variables-on" />
      <td className="variables-key">
        <span className="cell-text">{key}</span>
      </td>
      {mayBeSecret ? <td className="variables-type" /> : null}
      <td>
        <span className="cell-text variables-faint">Made by a script, not shared</span>
      </td>
      <td>
        <CurrentCell
          name={key}
          isSecret={value.secret}
          initial=""
          value={value}
          onSet={(next) => void current.set(key, next)}
          onReset={() => void current.reset(key)}
          onShare={onShare}
          reveal={(signal) => current.reveal(key, signal)}
        />
      </td>
      <td />
      <td className="variables-remove" />
    </tr>
  );
}

interface VariableRowProps extends VariableTableProps {
  variable: PostmanVariable;
  isBlank?: boolean;
  onEdit: (variable: PostmanVariable) => void;
  onRemove: () => void;
}

function VariableRow(props: VariableRowProps) {
  const { variable, isBlank = false, readOnly, mayBeSecret, revealOf, current, onMove, onEdit, onRemove } = props;
  const key = variable.key ?? '';
  const name = key || 'new variable';
  const text = (label: string, value: string, onText: (text: string) => void, placeholder = '') => (
    <input
      className="cell-input"
      aria-label={`${label} of ${name}`}
      value={value}
      placeholder={placeholder}
      readOnly={readOnly}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onText(event.target.value)}
    />
  );
  const own = current?.byKey.get(key);
  const description = typeof variable.description === 'string' ? variable.description : variable.description?.content;
  return (
    <tr className={isBlank || isEnabled(variable) ? '' : 'variables-off'}>
      <td className="variables-on">
        {isBlank ? null : (
          <Checkbox
            aria-label={`${name} is on`}
            isSelected={isEnabled(variable)}
            isReadOnly={readOnly}
            onChange={(enabled) => onEdit(withEnabled(variable, enabled))}
          />
        )}
      </td>
      <td className="variables-key">
        {text('Name', key, (next) => onEdit({ ...variable, key: next }), isBlank ? 'Add a variable' : '')}
      </td>
      {mayBeSecret ? (
        <td className="variables-type">
          {isBlank ? null : (
            <Select
              label={`Type of ${name}`}
              hideLabel
              size="small"
              variant="plain"
              isDisabled={readOnly}
              options={types}
              value={isSecret(variable) ? 'secret' : 'default'}
              onChange={(type) => onEdit(ofType(variable, type))}
            />
          )}
        </td>
      ) : null}
      <td className="variables-value">
        {isSecret(variable) ? (
          <SecretCell
            label={`Value of ${name}`}
            value={typeof variable.value === 'string' ? variable.value : null}
            onChange={(value) => onEdit({ ...variable, value })}
            readOnly={readOnly}
            reveal={revealOf?.(variable) ?? null}
          />
        ) : (
          <>
            {text('Value', textOf(variable.value), (value) => onEdit({ ...variable, value }))}
            {onMove && mayBeSecret && !readOnly && looksLikeSecret(key, textOf(variable.value)) ? (
              <SecretHint
                name={name}
                onSeal={() => onEdit(ofType(variable, 'secret'))}
                onMove={() => onMove(key, textOf(variable.value))}
              />
            ) : null}
          </>
        )}
      </td>
      {current ? (
        <td className="variables-current">
          {isBlank || key === '' ? null : (
            <CurrentCell
              name={key}
              isSecret={isSecret(variable) || own?.secret === true}
              initial={isSecret(variable) ? '' : textOf(variable.value)}
              value={own}
              onSet={(value) => void current.set(key, value)}
              onReset={() => void current.reset(key)}
              onShare={
                readOnly || (own?.secret && !mayBeSecret)
                  ? null
                  : () => void shareValue(current, own?.secret ? { ...variable, type: 'secret' } : variable, onEdit)
              }
              reveal={(signal) => current.reveal(key, signal)}
            />
          )}
        </td>
      ) : null}
      <td>{text('Description', description ?? '', (next) => onEdit({ ...variable, description: next }))}</td>
      <td className="variables-remove">
        {isBlank || readOnly ? null : (
          <IconButton label={`Remove ${name}`} size="small" onPress={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </td>
    </tr>
  );
}

/** Makes the user's own value the one that all get, once it is saved. */
async function shareValue(
  current: CurrentValues,
  variable: PostmanVariable,
  onEdit: (variable: PostmanVariable) => void,
): Promise<void> {
  try {
    onEdit({ ...variable, value: await current.reveal(variable.key ?? '') });
  } catch (error) {
    toast({ title: 'It cannot be shared', detail: explain(error), tone: 'danger' });
  }
}

/** A secret whose value the page does not have becomes visible without it: nobody uncovers it by its type. */
function ofType(variable: PostmanVariable, type: string): PostmanVariable {
  const value = variable.value ?? (type === 'secret' ? null : '');
  return { ...variable, type, value };
}

/** A hint below or above a table. */
export function VariableHint({ children }: { children: ReactNode }) {
  return <p className="variables-hint">{children}</p>;
}
