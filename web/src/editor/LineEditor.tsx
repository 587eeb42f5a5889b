import {
  autocompletion,
  closeBrackets,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { EditorState, Prec, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder as placeholderText } from '@codemirror/view';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ResolvedVariable } from '../model/postman';
import { dynamicNameSet } from './dynamic_names';
import './editor.css';
import { theme } from './theme';
import { meaningOf, splitVariables } from './tokens';
import { useEditor } from './use_editor';
import { variablesInReach, variableSupport } from './variables';

export interface LineEditorProps {
  label: string;
  value: string;
  onChange?: (value: string) => void;
  variables?: readonly ResolvedVariable[];
  placeholder?: string;
  readOnly?: boolean;
  /** Words to complete with, as the names of headers. */
  completions?: (context: CompletionContext) => CompletionResult | null;
  /** Characters show as dots. */
  masked?: boolean;
  /** Looks at a pasted text first; true when it has dealt with it. */
  onPaste?: (text: string) => boolean;
  /** Alt+Up/Down, Enter and the like; true when it was dealt with. */
  onKey?: (event: KeyboardEvent) => boolean;
  variant?: 'cell' | 'field';
}

const kNoVariables: readonly ResolvedVariable[] = [];

const kFixed: Extension = [
  drawSelection(),
  closeBrackets(),
  keymap.of([...completionKeymap, ...defaultKeymap.filter(({ key }) => key !== 'Enter' && key !== 'Mod-Enter')]),
  // One line: an Enter is the form's, and line breaks in what is pasted become spaces.
  EditorView.clipboardInputFilter.of((text) => text.trim().replace(/\s*[\r\n]+\s*/g, ' ')),
  EditorState.transactionFilter.of((transaction) =>
    transaction.docChanged && transaction.newDoc.lines > Math.max(1, transaction.startState.doc.lines)
      ? []
      : transaction,
  ),
  theme,
];

/**
 * A field of one line that knows {{variables}}. A page may have hundreds: until it is pointed at or focused, it is text
 * only, and no editor.
 */
export function LineEditor(props: LineEditorProps) {
  const { masked, variant = 'cell', readOnly } = props;
  const [isLive, setLive] = useState(false);
  const hadFocus = useRef(false);
  const className = `line-editor line-editor-${variant}${masked ? ' is-masked' : ''}${readOnly ? ' is-read-only' : ''}`;
  if (isLive) return <LiveLine {...props} className={className} autoFocus={hadFocus.current} />;
  return (
    <div
      className={className}
      role="textbox"
      tabIndex={0}
      aria-label={props.label}
      aria-readonly={readOnly}
      onPointerEnter={() => setLive(true)}
      onFocus={() => {
        hadFocus.current = true;
        setLive(true);
      }}
    >
      <StillText {...props} />
    </div>
  );
}

function StillText({ value, placeholder, variables = kNoVariables }: LineEditorProps) {
  if (value === '') return <span className="line-editor-placeholder">{placeholder}</span>;
  return splitVariables(value).map((part, i) =>
    'text' in part ? (
      part.text
    ) : (
      <span key={i} className={`variable variable-${meaningOf(part.variable, variables, dynamicNameSet).state}`}>
        {`{{${part.variable}}}`}
      </span>
    ),
  );
}

function LiveLine(props: LineEditorProps & { className: string; autoFocus: boolean }) {
  const {
    label,
    value,
    variables = kNoVariables,
    placeholder = '',
    readOnly,
    completions,
    className,
    autoFocus,
  } = props;
  const place = useRef<HTMLDivElement>(null);
  const handlers = useRef({ onPaste: props.onPaste, onKey: props.onKey });
  useLayoutEffect(() => {
    handlers.current = { onPaste: props.onPaste, onKey: props.onKey };
  });
  const events = useCallback(
    (): Extension =>
      Prec.high(
        EditorView.domEventHandlers({
          keydown: (event) => handlers.current.onKey?.(event) ?? false,
          paste: (event) => {
            const isDone = handlers.current.onPaste?.(event.clipboardData?.getData('text/plain') ?? '') ?? false;
            if (isDone) event.preventDefault();
            return isDone;
          },
        }),
      ),
    [],
  );
  const fixed = useMemo(() => [events(), kFixed], [events]);
  const changing = useMemo<Extension>(
    () => [
      props.variables || !completions
        ? variableSupport(completions ? [completions] : [])
        : autocompletion({ override: [completions], icons: false }),
      variablesInReach.of(variables),
      readOnly ? [EditorState.readOnly.of(true)] : [],
      placeholderText(placeholder),
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-multiline': 'false',
        ...(readOnly ? { 'aria-readonly': 'true' } : {}),
      }),
    ],
    [props.variables, variables, completions, readOnly, placeholder, label],
  );
  useEditor(place, { value, onChange: props.onChange, fixed, changing, autoFocus });
  return <div ref={place} className={className} />;
}
