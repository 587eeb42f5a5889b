/** What a person has open in a workspace. All of it is on this machine; the elements themselves are in elements.ts. */
import { createContext, useContext } from 'react';
import type { Content, ElementWithContent, Workspace } from '../model/element';
import type { SendResult } from '../model/send';
import type { RequestMemory } from '../request/types';
import { RunTabStore } from '../runs/run_tabs';
import { keptStore } from '../state/kept';
import { Store } from '../state/store';
import type { History } from '../state/undo';
import { DraftStore, type Draft } from '../tabs/drafts';
import { keptTabs, type Tabs } from '../tabs/tabs';

/** A request that is on its way, or what came of it. Not kept over a reload. */
export interface Sending {
  /** The name by which it is cancelled; null: it has come back. */
  running: string | null;
  result: SendResult | null;
}

export interface Conflict {
  draft: Draft;
  theirs: ElementWithContent;
}

/** What is over the page. */
export type Overlay =
  | { kind: 'palette' }
  | { kind: 'shortcuts' }
  | { kind: 'import'; files: File[] }
  | { kind: 'save-as'; draft: string }
  | { kind: 'close'; ids: string[] }
  | { kind: 'new-workspace' }
  | { kind: 'trash' }
  | { kind: 'join-team' };

export interface Session {
  workspace: Workspace;
  tabs: Store<Tabs>;
  drafts: DraftStore;
  /** The environment that was chosen to send requests with (environments/chosen.ts). */
  environment: Store<string | null>;
  /** The elements of the tree that are unfolded. */
  expanded: Store<ReadonlySet<string>>;
  /** By the id of the tab. */
  sendings: Store<ReadonlyMap<string, Sending>>;
  /** What tabs of requests remember while they are not shown; by the id of the tab. */
  memories: Map<string, RequestMemory>;
  /** What can be taken back in tabs of other elements, in this page's memory alone; by the id of the tab. */
  histories: Map<string, { history: History<Content> }>;
  runs: RunTabStore;
  /** The row that the table of a tab goes to next. */
  wantedVariable: Store<{ tab: string; key: string } | null>;
  conflict: Store<Conflict | null>;
  overlay: Store<Overlay | null>;
}

export function openSession(workspace: Workspace): Session {
  const name = (what: string) => `signet.${what}.${workspace.id}`;
  const kept = keptStore(name('expanded'), texts);
  const expanded = new Store<ReadonlySet<string>>(new Set(kept.get()));
  expanded.subscribe(() => kept.set([...expanded.get()]));
  return {
    workspace,
    tabs: keptStore(name('tabs'), keptTabs),
    drafts: new DraftStore(`${name('draft')}.`),
    environment: keptStore(name('environment'), (value) => (typeof value === 'string' ? value : null)),
    expanded,
    sendings: new Store(new Map()),
    memories: new Map(),
    histories: new Map(),
    runs: new RunTabStore(name('runs')),
    wantedVariable: new Store<{ tab: string; key: string } | null>(null),
    conflict: new Store<Conflict | null>(null),
    overlay: new Store<Overlay | null>(null),
  };
}

function texts(kept: unknown): string[] {
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no workspace around this.');
  return session;
}
