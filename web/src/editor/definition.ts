// From a {{name}} to the table where its variable is written: Ctrl+click, F12, or the button of its card.
import { Facet, type Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { createContext } from 'react';
import type { ResolvedVariable } from '../model/postman';
import { findVariables } from './tokens';
import { variablesInReach } from './variables_in_reach';

export type GoToDefinition = (variable: ResolvedVariable) => void;

/** What goes there; null where there is no place to go to. */
export const DefinitionContext = createContext<GoToDefinition | null>(null);

export const goToDefinition = Facet.define<GoToDefinition | null, GoToDefinition | null>({
  combine: (values) => values[0] ?? null,
});

/** Goes to the variable whose name stands at `at`; false when there is none. */
function goFrom(view: EditorView, at: number | null): boolean {
  const go = view.state.facet(goToDefinition);
  if (at === null || go === null) return false;
  const line = view.state.doc.lineAt(at);
  const token = findVariables(line.text).find(({ from, to }) => line.from + from <= at && at <= line.from + to);
  const variable = view.state.facet(variablesInReach).find(({ key }) => key === token?.name);
  if (!variable) return false;
  go(variable);
  return true;
}

export const jumps: Extension = [
  keymap.of([{ key: 'F12', run: (view) => goFrom(view, view.state.selection.main.head) }]),
  EditorView.domEventHandlers({
    mousedown: (event, view) =>
      event.button === 0 &&
      (event.ctrlKey || event.metaKey) &&
      goFrom(view, view.posAtCoords({ x: event.clientX, y: event.clientY })),
  }),
];
