// The search bar of editors, small and in the app's look; Enter and Shift+Enter walk the matches, Escape closes.

import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  SearchQuery,
  setSearchQuery,
} from '@codemirror/search';
import type { EditorView, Panel, ViewUpdate } from '@codemirror/view';

/** Counting stops here: "999+". */
const kMostCounted = 999;

function countMatches(view: EditorView, query: SearchQuery): { total: number; at: number } {
  let total = 0;
  let at = 0;
  if (!query.valid) return { total, at };
  const cursor = query.getCursor(view.state);
  const { from } = view.state.selection.main;
  for (let next = cursor.next(); !next.done && total <= kMostCounted; next = cursor.next()) {
    ++total;
    if (next.value.from === from) at = total;
  }
  return { total, at };
}

function button(text: string, label: string, press: () => void): HTMLButtonElement {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'search-button';
  node.textContent = text;
  node.title = label;
  node.setAttribute('aria-label', label);
  node.addEventListener('click', press);
  return node;
}

export function searchPanel(view: EditorView): Panel {
  const dom = document.createElement('div');
  dom.className = 'search-panel';
  const input = document.createElement('input');
  input.className = 'search-input';
  input.placeholder = 'Search';
  input.setAttribute('aria-label', 'Search in text');
  input.setAttribute('main-field', 'true');
  input.value = getSearchQuery(view.state).search;
  const count = document.createElement('span');
  count.className = 'search-count';
  count.setAttribute('role', 'status');

  let caseSensitive = false;
  let regexp = false;
  const commit = () => {
    const query = new SearchQuery({ search: input.value, caseSensitive, regexp });
    view.dispatch({ effects: setSearchQuery.of(query) });
    show();
  };
  const show = () => {
    const { total, at } = countMatches(view, getSearchQuery(view.state));
    const of = total > kMostCounted ? `${kMostCounted}+` : String(total);
    count.textContent = input.value === '' ? '' : total === 0 ? 'No match' : at ? `${at} of ${of}` : of;
  };
  const toggle = (node: HTMLButtonElement, isOn: boolean) => node.setAttribute('aria-pressed', String(isOn));
  const cases = button('Aa', 'Match case', () => {
    caseSensitive = !caseSensitive;
    toggle(cases, caseSensitive);
    commit();
  });
  const expression = button('.*', 'Regular expression', () => {
    regexp = !regexp;
    toggle(expression, regexp);
    commit();
  });
  toggle(cases, false);
  toggle(expression, false);

  input.addEventListener('input', commit);
  dom.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      closeSearchPanel(view);
      view.focus();
    } else if (event.key === 'Enter' && event.target === input) {
      (event.shiftKey ? findPrevious : findNext)(view);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  dom.append(
    input,
    cases,
    expression,
    button('↑', 'Previous match', () => findPrevious(view)),
    button('↓', 'Next match', () => findNext(view)),
    count,
    button('×', 'Close search', () => {
      closeSearchPanel(view);
      view.focus();
    }),
  );
  return {
    dom,
    top: true,
    mount: () => {
      input.select();
      show();
    },
    update: (update: ViewUpdate) => {
      if (update.selectionSet || update.docChanged) show();
    },
  };
}
