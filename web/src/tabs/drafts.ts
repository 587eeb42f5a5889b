/** Edits that are not saved yet. They outlive a reload and a crash, but for the secret values in them. */
import type { Content, ElementKind, ElementWithContent } from '../model/element';
import { same } from '../model/merge';
import { lacksSecrets, withoutSecrets, withSecretsOf } from '../model/secrets';
import { keep, readKept } from '../state/kept';
import { Store } from '../state/store';

/** What an edit began from. */
export interface Base {
  revision: number;
  version: number;
  /** null after a reload, when the server has another version by now. */
  content: Content | null;
}

export interface Draft {
  id: string;
  kind: ElementKind;
  content: Content;
  /** null: it is not on the server yet. */
  base: Base | null;
}

export type Drafts = ReadonlyMap<string, Draft>;

const pause = 400;

/** The drafts of a workspace, kept under `prefix` and the id of their element. */
export class DraftStore extends Store<Drafts> {
  private readonly unkept = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly prefix: string) {
    super(new Map(readDrafts(prefix).map((draft) => [draft.id, draft])));
  }

  /** The draft says this now. One that says what its base does is none any more. */
  edit(draft: Draft): void {
    const { base } = draft;
    if (base?.content && same(base.content, draft.content)) {
      this.drop(draft.id);
      return;
    }
    this.update((drafts) => new Map(drafts).set(draft.id, draft));
    this.keepSoon(draft.id);
  }

  /** An edit of an element as the server has it. */
  editElement(element: ElementWithContent, content: Content): void {
    const { id, kind, revision, version } = element;
    const base = this.get().get(id)?.base ?? { revision, version, content: element.content };
    this.edit({ id, kind, content, base });
  }

  drop(id: string): void {
    if (!this.get().has(id)) return;
    this.update((drafts) => {
      const rest = new Map(drafts);
      rest.delete(id);
      return rest;
    });
    this.keepSoon(id);
  }

  /** Gives a draft of before a reload what was not kept of it: its secret values, and its base where that still is. */
  complete(element: ElementWithContent): void {
    const draft = this.get().get(element.id);
    if (!draft?.base || draft.base.content) return;
    const isSame = draft.base.version === element.version;
    if (!isSame && !lacksSecrets(draft.content)) return;
    const content = withSecretsOf(draft.content, element.content);
    const base = isSame ? { ...draft.base, revision: element.revision, content: element.content } : draft.base;
    this.edit({ ...draft, content, base });
  }

  /** Writes down what is not yet. */
  readonly flush = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const id of this.unkept) keep(this.prefix + id, keptForm(this.get().get(id)));
    this.unkept.clear();
  };

  private keepSoon(id: string) {
    this.unkept.add(id);
    this.timer ??= setTimeout(this.flush, pause);
  }
}

function keptForm(draft: Draft | undefined): unknown {
  if (!draft) return null;
  const base = draft.base && { revision: draft.base.revision, version: draft.base.version };
  return { ...draft, content: withoutSecrets(draft.content), base };
}

function readDrafts(prefix: string): Draft[] {
  const names: string[] = [];
  try {
    for (let i = 0; i < localStorage.length; i++) names.push(localStorage.key(i) ?? '');
  } catch {
    return [];
  }
  return names.filter((name) => name.startsWith(prefix)).flatMap((name) => draftOf(readKept(name)) ?? []);
}

function draftOf(kept: unknown): Draft | null {
  const value = kept as Partial<Draft> | null;
  if (typeof value?.id !== 'string' || typeof value.kind !== 'string' || typeof value.content !== 'object') return null;
  const { id, kind, base } = value;
  // One that was never saved has no base to take secret values from.
  const content = base ? value.content : withSecretsOf(value.content, null);
  return { id, kind, content, base: base ? { ...base, content: null } : null };
}
