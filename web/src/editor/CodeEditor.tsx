import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
  tooltips,
} from '@codemirror/view';
import { useImperativeHandle, useContext, useMemo, useRef, type Ref } from 'react';
import type { ResolvedVariable } from '../model/postman';
import { DefinitionContext, goToDefinition } from './definition';
import './editor.css';
import { useLanguage, type Language } from './languages';
import { searchPanel } from './search_panel';
import { theme } from './theme';
import { useEditor } from './use_editor';
import { variableSupport } from './variables';
import { variablesInReach } from './variables_in_reach';

/** From here on nothing reads the whole text at once: no colours, no folding. In UTF-16 units. */
export const kLargeDocument = 1 << 20;

export interface CodeEditorHandle {
  search(): void;
  insert(text: string): void;
}

export interface CodeEditorProps {
  /** What it holds, for those who cannot see. */
  label: string;
  value: string;
  onChange?: (value: string) => void;
  language: Language;
  readOnly?: boolean;
  /** Given where {{names}} count. */
  variables?: readonly ResolvedVariable[];
  completions?: (context: CompletionContext) => CompletionResult | null;
  placeholder?: string;
  wrap?: boolean;
  handle?: Ref<CodeEditorHandle>;
}

// Undo is the tab's (request/use_undo.ts): one history for tables, scripts and bodies alike.
// Ctrl+Enter is the tab's, too: it sends.
const kFixed: Extension = [
  // Outside of whatever clips the editor.
  tooltips({ parent: document.body, position: 'fixed' }),
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  drawSelection(),
  dropCursor(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightSelectionMatches(),
  search({ top: true, createPanel: searchPanel }),
  EditorState.tabSize.of(2),
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
    ...foldKeymap,
    ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
    indentWithTab,
  ]),
  theme,
];

function marker(isOpen: boolean): HTMLElement {
  const node = document.createElement('span');
  node.className = `fold-marker${isOpen ? ' is-open' : ''}`;
  return node;
}

const kFolding = [codeFolding(), foldGutter({ markerDOM: marker })];

/** An editor of code that fills its place. */
export function CodeEditor(props: CodeEditorProps) {
  const { label, value, language, readOnly = false, variables, completions, placeholder = '', wrap = false } = props;
  const place = useRef<HTMLDivElement>(null);
  const isLarge = value.length > kLargeDocument;
  const go = useContext(DefinitionContext);
  const support = useLanguage(language);
  const changing = useMemo<Extension>(
    () => [
      isLarge ? [] : [support, kFolding],
      variables && !isLarge
        ? [variablesInReach.of(variables), goToDefinition.of(go), variableSupport(completions ? [completions] : [])]
        : [],
      // The text can be read and copied by keyboard where it cannot be changed.
      readOnly ? EditorState.readOnly.of(true) : [],
      wrap ? EditorView.lineWrapping : [],
      placeholderText(placeholder),
      EditorView.contentAttributes.of({
        tabindex: '0',
        'aria-label': label,
        ...(readOnly ? { 'aria-readonly': 'true' } : {}),
      }),
    ],
    [isLarge, support, variables, go, completions, readOnly, wrap, placeholder, label],
  );
  const view = useEditor(place, { value, onChange: props.onChange, fixed: kFixed, changing });
  useImperativeHandle(
    props.handle,
    () => ({
      search: () => {
        if (view.current) openSearchPanel(view.current);
      },
      insert: (text) => {
        view.current?.dispatch(view.current.state.replaceSelection(text));
        view.current?.focus();
      },
    }),
    [view],
  );
  return <div ref={place} className="code-editor" />;
}
