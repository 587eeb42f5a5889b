// One CodeMirror view under React: its text is given and told of as in any controlled input; its other parts come as
// extensions that may change.

import { Compartment, EditorState, Transaction, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/** Styles go in by the nonce of the page (Content-Security-Policy). */
function nonce(): Extension {
  const meta = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]');
  return meta?.nonce ? EditorView.cspNonce.of(meta.nonce) : [];
}

/** The change from `before` to `after` that leaves what is alike at both ends, so that the caret stays in its place. */
export function smallestChange(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) ++from;
  let end = 0;
  while (end < most - from && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) {
    ++end;
  }
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

export interface EditorOptions {
  value: string;
  onChange?: ((value: string) => void) | undefined;
  /** Set once. */
  fixed: Extension;
  /** Taken anew when it is another object: memoise it. */
  changing: Extension;
  /** Takes the focus when it is made: at the end of the text, or where the pointer is. */
  autoFocus?: 'end' | { x: number; y: number } | null;
}

/** Puts an editor into `place`; gives the view once it is there. */
export function useEditor(place: RefObject<HTMLElement | null>, options: EditorOptions): RefObject<EditorView | null> {
  const view = useRef<EditorView | null>(null);
  const compartment = useRef(new Compartment());
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });

  useLayoutEffect(() => {
    const parent = place.current;
    if (!parent) return;
    const { value, fixed, changing, autoFocus } = latest.current;
    const tell = EditorView.updateListener.of((update) => {
      const isOurs = update.transactions.some((transaction) => transaction.annotation(Transaction.remote));
      if (update.docChanged && !isOurs) latest.current.onChange?.(update.state.doc.toString());
    });
    const made = new EditorView({
      parent,
      state: EditorState.create({ doc: value, extensions: [nonce(), tell, fixed, compartment.current.of(changing)] }),
    });
    view.current = made;
    if (autoFocus) {
      made.focus();
      const anchor = autoFocus === 'end' ? made.state.doc.length : made.posAtCoords(autoFocus, false);
      made.dispatch({ selection: { anchor } });
    }
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [place]);

  useEffect(() => {
    view.current?.dispatch({ effects: compartment.current.reconfigure(options.changing) });
  }, [options.changing]);

  useLayoutEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const before = editor.state.doc.toString();
    if (before === options.value) return;
    const changes = smallestChange(before, options.value);
    editor.dispatch({
      changes,
      ...(editor.hasFocus ? { selection: { anchor: changes.from + changes.insert.length } } : {}),
      annotations: Transaction.remote.of(true),
      filter: false,
    });
  }, [options.value]);

  return view;
}
