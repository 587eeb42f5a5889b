import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { TextField } from '../ui/TextField';
import { matching, writingAt, type Labelled } from './mentions';

interface MentionFieldProps {
  label: string;
  placeholder: string;
  maxLength: number;
  autoFocus: boolean;
  people: readonly Labelled[];
  value: string;
  onChange: (text: string) => void;
}

/** A text in which "@" offers people: arrows walk, Enter and Tab take, Escape closes. */
export function MentionField({ people, value, onChange, ...rest }: MentionFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  /** The text in which Escape closed the list. */
  const [closedIn, setClosedIn] = useState<string | null>(null);
  const writing = closedIn === value ? null : writingAt(value, caret);
  const offered = writing ? matching(people, writing.query) : [];
  const chosen = offered[Math.min(at, offered.length - 1)];

  const take = (person: Labelled) => {
    if (!writing) return;
    const before = `${value.slice(0, writing.from)}@${person.label} `;
    const next = before + value.slice(caret).replace(/^ /, '');
    onChange(next);
    setCaret(before.length);
    setClosedIn(next);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(before.length, before.length);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!chosen || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt((offered.indexOf(chosen) + step + offered.length) % offered.length);
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) take(chosen);
    else if (event.key === 'Escape') setClosedIn(value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="mention-field"
      onKeyDownCapture={onKeyDown}
      onSelect={() => setCaret(area.current?.selectionStart ?? 0)}
      onBlur={() => setClosedIn(value)}
    >
      <TextField
        {...rest}
        hideLabel
        rows={3}
        areaRef={area}
        value={value}
        onChange={(text) => {
          setCaret(area.current?.selectionStart ?? text.length);
          setAt(0);
          onChange(text);
        }}
        areaProps={{
          'aria-autocomplete': 'list',
          'aria-controls': list,
          ...(chosen ? { 'aria-activedescendant': `${list}-${chosen.id}` } : {}),
        }}
      />
      <ul id={list} role="listbox" aria-label="People" className="mention-list ui-list" hidden={!chosen}>
        {offered.map((person) => (
          <li
            key={person.id}
            id={`${list}-${person.id}`}
            role="option"
            aria-selected={person === chosen}
            className="ui-item"
            data-focused={person === chosen || undefined}
            // Not the click: by then the field has lost the focus, and the list is closed.
            onPointerDown={(event) => {
              event.preventDefault();
              take(person);
            }}
          >
            <span className="ui-item-text">
              {person.name}
              <span className="ui-item-description">{person.email}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
