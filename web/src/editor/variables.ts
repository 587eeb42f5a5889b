// {{names}} in an editor: their colours, the card on hover, and completion behind "{{".

import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  hoverTooltip,
  MatchDecorator,
  ViewPlugin,
  type DecorationSet,
  type Tooltip,
  type ViewUpdate,
} from '@codemirror/view';
import type { ResolvedVariable } from '../model/postman';
import { goToDefinition, jumps, type GoToDefinition } from './definition';
import { dynamicNames, dynamicNameSet } from './dynamic_names';
import { findVariables, meaningOf, openNameBefore, type VariableMeaning } from './tokens';
import { variablesInReach } from './variables_in_reach';
import './VariableText.css';

function scopeOf(variable: ResolvedVariable | null): string {
  return `${variable?.scope ?? ''} scope${variable?.own ? ': your current value' : ''}`;
}

/** What a card and an accessible description say of a name. */
export function describe({ state, variable }: VariableMeaning): { title: string; value: string | null } {
  switch (state) {
    case 'known':
      return { title: `From the ${scopeOf(variable)}`, value: variable?.value ?? '' };
    case 'secret':
      return { title: `Secret, from the ${scopeOf(variable)}`, value: '••••••••' };
    case 'dynamic':
      return { title: 'Made anew at each send', value: null };
    case 'vault':
      return { title: 'Read from your vault at each send', value: null };
    case 'unknown':
      return { title: 'No scope has this name: it is sent as it stands', value: null };
  }
}

function decorator(variables: readonly ResolvedVariable[]): MatchDecorator {
  return new MatchDecorator({
    regexp: /\{\{([^{}]*)\}\}/g,
    decoration: (match) => {
      const { state } = meaningOf(match[1] ?? '', variables, dynamicNameSet);
      return Decoration.mark({ class: `variable variable-${state}` });
    },
  });
}

const colours = ViewPlugin.fromClass(
  class {
    variables: readonly ResolvedVariable[];
    matcher: MatchDecorator;
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.variables = view.state.facet(variablesInReach);
      this.matcher = decorator(this.variables);
      this.decorations = this.matcher.createDeco(view);
    }

    update(update: ViewUpdate): void {
      const variables = update.state.facet(variablesInReach);
      if (variables === this.variables) {
        this.decorations = this.matcher.updateDeco(update, this.decorations);
        return;
      }
      this.variables = variables;
      this.matcher = decorator(variables);
      this.decorations = this.matcher.createDeco(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function element(tag: string, className: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

function card(name: string, meaning: VariableMeaning, go: GoToDefinition | null): HTMLElement {
  const { title, value } = describe(meaning);
  const node = document.createElement('div');
  node.className = `variable-card variable-card-${meaning.state}`;
  node.append(element('code', 'variable-card-name', name), element('div', 'variable-card-title', title));
  if (value !== null) node.append(element('code', 'variable-card-value', value === '' ? '(empty)' : value));
  const { variable } = meaning;
  if (go && variable) {
    const button = element('button', 'variable-card-go', 'Go to it (F12)');
    button.addEventListener('click', () => go(variable));
    node.append(button);
  }
  return node;
}

const cards = hoverTooltip(
  (view, at): Tooltip | null => {
    const line = view.state.doc.lineAt(at);
    const token = findVariables(line.text).find(({ from, to }) => line.from + from <= at && at <= line.from + to);
    if (!token) return null;
    const meaning = meaningOf(token.name, view.state.facet(variablesInReach), dynamicNameSet);
    return {
      pos: line.from + token.from,
      end: line.from + token.to,
      above: true,
      create: () => ({ dom: card(token.name, meaning, view.state.facet(goToDefinition)) }),
    };
  },
  { hoverTime: 250 },
);

/** Puts the name in and closes it, unless braces stand there already. */
function applyName(view: EditorView, completion: Completion, from: number, to: number): void {
  const after = view.state.sliceDoc(to, to + 2);
  const rest = /^[\w.$:-]*/.exec(view.state.sliceDoc(to, to + 200))?.[0].length ?? 0;
  const isClosed = after === '}}' || view.state.sliceDoc(to + rest, to + rest + 2) === '}}';
  const insert = isClosed ? completion.label : `${completion.label}}}`;
  const end = after === '}}' ? to : isClosed ? to + rest : to;
  view.dispatch({
    changes: { from, to: end, insert },
    selection: { anchor: from + completion.label.length + 2 },
    userEvent: 'input.complete',
  });
}

export function variableCompletions(variables: readonly ResolvedVariable[]): Completion[] {
  // The narrowest scope comes first, and counts.
  const nearest = new Map([...variables].reverse().map((variable) => [variable.key, variable]));
  const ofScopes = [...nearest.values()].map((variable) => ({
    label: variable.key,
    detail: `${variable.secret ? '••••' : (variable.value ?? '').slice(0, 40)}  ${variable.scope}`,
    boost: 2,
    apply: applyName,
  }));
  const dynamic = dynamicNames.map((label) => ({ label, detail: 'dynamic', apply: applyName }));
  return [...ofScopes, ...dynamic];
}

export function completeVariables(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const from = openNameBefore(line.text, context.pos - line.from);
  if (from === null) return null;
  return {
    from: line.from + from,
    options: variableCompletions(context.state.facet(variablesInReach)),
    validFor: /^[\w.$:-]*$/,
  };
}

/** Colours, cards and completion of {{names}}. Where completion has other sources too, give them as `sources`. */
export function variableSupport(
  sources: readonly ((context: CompletionContext) => CompletionResult | null)[] = [],
): Extension {
  return [
    colours,
    cards,
    jumps,
    autocompletion({ override: [completeVariables, ...sources], icons: false, activateOnTypingDelay: 30 }),
  ];
}
