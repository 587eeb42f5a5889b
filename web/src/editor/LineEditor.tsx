import {
  autocompletion,
  closeBrackets,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { EditorState, Prec, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder as placeholderText, tooltips } from '@codemirror/view';
import { flushSync } from 'react-dom';
import { useCallback, useContext, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ResolvedVariable } from '../model/postman';
import { DefinitionContext, goToDefinition } from './definition';
import './editor.css';
import { theme } from './theme';
import { useEditor, type EditorOptions } from './use_editor';
import { variableSupport } from './variables';
import { variablesInReach } from './variables_in_reach';
import { VariableText } from './VariableText';

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
  // Outside of whatever clips the editor.
  tooltips({ parent: document.body, position: 'fixed' }),
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
  const focus = useRef<EditorOptions['autoFocus']>(null);
  const className = `line-editor line-editor-${variant}${masked ? ' is-masked' : ''}${readOnly ? ' is-read-only' : ''}`;
  // What can be neither read nor changed has no place in the page.
  const isLocked = masked === true && readOnly === true;
  if (isLive && !isLocked) return <LiveLine {...props} className={className} autoFocus={focus.current} />;
  return (
    <div
      className={className}
      role="textbox"
      tabIndex={0}
      aria-label={props.label}
      aria-readonly={readOnly}
      onPointerEnter={(event) => {
        // At once: a press may follow before React would draw by itself.
        if (event.pointerType === 'mouse' && !isLocked) flushSync(() => setLive(true));
      }}
      onFocus={() => {
        if (isLocked) return;
        focus.current ??= 'end';
        setLive(true);
      }}
      onMouseDown={(event) => {
        if (isLocked) return;
        // The text goes away under the pointer: the focus must not go with it.
        event.preventDefault();
        focus.current = { x: event.clientX, y: event.clientY };
        setLive(true);
      }}
    >
      <StillText {...props} />
    </div>
  );
}

function StillText({ value, placeholder, masked, variables = kNoVariables }: LineEditorProps) {
  if (value === '') return <span className="line-editor-placeholder">{placeholder}</span>;
  if (masked) return '••••••••';
  return <VariableText text={value} variables={variables} />;
}

function LiveLine(props: LineEditorProps & { className: string; autoFocus: EditorOptions['autoFocus'] }) {
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
  const go = useContext(DefinitionContext);
  const fixed = useMemo(() => [events(), kFixed], [events]);
  const changing = useMemo<Extension>(
    () => [
      props.variables || !completions
        ? variableSupport(completions ? [completions] : [])
        : autocompletion({ override: [completions], icons: false }),
      variablesInReach.of(variables),
      goToDefinition.of(go),
      readOnly ? [EditorState.readOnly.of(true)] : [],
      placeholderText(placeholder),
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-multiline': 'false',
        ...(readOnly ? { 'aria-readonly': 'true' } : {}),
      }),
    ],
    [props.variables, variables, go, completions, readOnly, placeholder, label],
  );
  useEditor(place, { value, onChange: props.onChange, fixed, changing, ...(autoFocus ? { autoFocus } : {}) });
  return <div ref={place} className={className} />;
}
