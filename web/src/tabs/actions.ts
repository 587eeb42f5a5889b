/** What people do to tabs and the drafts in them. */
import { cancelSend, send, type RequestPlace } from '../agent/api';
import { explain, Problem } from '../agent/problem';
import { queries } from '../agent/queries';
import { noteFailure, noteSend } from '../console/lines';
import { refreshValues } from '../environments/current_values';
import { newContent, withName, type Content, type Element, type ElementWithContent } from '../model/element';
import type { PostmanItem } from '../model/postman';
import { toast } from '../ui/Toast';
import { rename } from '../workspace/actions';
import { createElement, saveElement } from '../workspace/api';
import { learn, refreshTree, treeNow } from '../workspace/elements';
import type { Session } from '../workspace/session';
import { ancestorsOf, type Spot } from '../workspace/tree';
import type { Draft } from './drafts';
import { closeTabs, openTab, tabSaved, type OpenTab, type PlaceKind, type TabKind } from './tabs';

export function openElement(session: Session, element: Element, isPreview = false): void {
  const tab = tabOf(element, isPreview);
  if (tab) session.tabs.update((tabs) => openTab(tabs, tab));
}

function tabOf({ id, kind, name }: Element, isPreview = false): OpenTab | null {
  const isOpenable = kind !== 'mock' && kind !== 'monitor';
  return isOpenable ? { id, kind: kind satisfies TabKind, name, isNew: false, isPreview } : null;
}

const placeNames: Record<PlaceKind, string> = {
  account: 'Account',
  workspace: 'Workspace',
  settings: 'Settings',
  history: 'History',
  team: 'Team',
};

/** A page that is of no element. */
export function openPlace(session: Session, kind: PlaceKind): void {
  const tab = { id: kind, kind, name: placeNames[kind], isNew: false, isPreview: false };
  session.tabs.update((tabs) => openTab(tabs, tab));
}

/** A request that is in no collection yet. */
export function openNewRequest(session: Session, content: Content = newContent('request', 'New request')): void {
  const id = crypto.randomUUID();
  session.drafts.edit({ id, kind: 'request', content, base: null });
  const name = typeof content.name === 'string' ? content.name : 'New request';
  session.tabs.update((tabs) => openTab(tabs, { id, kind: 'request', name, isNew: true, isPreview: false }));
}

/** Gives an element another name; what is edited of it has that name from now on, too. */
export async function renameElement(session: Session, element: Element, name: string): Promise<void> {
  const renamed = await rename(session.workspace.id, element, name);
  const draft = session.drafts.get().get(element.id);
  if (!renamed || draft?.base?.version !== renamed.before.version) return;
  const { revision, version, content } = renamed.saved;
  const edited = withName(element.kind, draft.content, renamed.saved.name);
  session.drafts.edit({ ...draft, content: edited, base: { revision, version, content } });
}

/** Closes tabs, after asking when edits would be lost by it. */
export function askToClose(session: Session, ids: readonly string[]): void {
  const edited = ids.filter((id) => isEdited(session, id));
  if (edited.length === 0) closeNow(session, ids);
  else session.overlay.set({ kind: 'close', ids: [...ids] });
}

function isEdited(session: Session, id: string): boolean {
  const draft = session.drafts.get().get(id);
  if (!draft) return false;
  if (draft.base) return true;
  const { url } = ((draft.content as PostmanItem).request ?? {}) as { url?: { raw?: string } };
  return Boolean(url?.raw);
}

/** Closes tabs; their drafts are gone. */
export function closeNow(session: Session, ids: readonly string[]): void {
  for (const id of ids) {
    session.drafts.drop(id);
    session.memories.delete(id);
    session.histories.delete(id);
  }
  session.sendings.update((sendings) => new Map([...sendings].filter(([id]) => !ids.includes(id))));
  session.tabs.update((tabs) => closeTabs(tabs, ids));
}

/** Saves a draft. Where somebody else was faster, the conflict is shown. True when it is saved. */
export async function saveDraft(session: Session, id: string): Promise<boolean> {
  const draft = session.drafts.get().get(id);
  if (!draft) return true;
  if (!draft.base) {
    session.overlay.set({ kind: 'save-as', draft: id });
    return false;
  }
  return saveOver(session, draft, draft.base.revision);
}

/** Saves a draft over this revision of its element. */
export async function saveOver(session: Session, draft: Draft, revision: number): Promise<boolean> {
  try {
    const saved = await saveElement(session.workspace.id, draft.id, draft.content, revision);
    learn(session.workspace.id, saved);
    settle(session, draft, saved);
    return true;
  } catch (error) {
    const theirs = error instanceof Problem && error.status === 412 ? currentOf(error) : null;
    if (!theirs) {
      toast({ title: 'It was not saved', detail: explain(error), tone: 'danger' });
      return false;
    }
    // It was only moved: what it says is what the edit began from.
    if (theirs.version === draft.base?.version && revision !== theirs.revision) {
      return saveOver(session, draft, theirs.revision);
    }
    session.conflict.set({ draft, theirs });
    return false;
  }
}

function currentOf(problem: Problem): ElementWithContent | null {
  const { current } = problem.document;
  return typeof current === 'object' && current !== null && 'content' in current
    ? (current as ElementWithContent)
    : null;
}

/** What was typed while it was being saved stays a draft, of what is saved now. */
function settle(session: Session, sent: Draft, saved: ElementWithContent): void {
  const now = session.drafts.get().get(sent.id);
  if (!now || now.content === sent.content) {
    session.drafts.drop(sent.id);
  } else {
    const { revision, version, content } = saved;
    session.drafts.edit({ ...now, base: { revision, version, content } });
  }
}

/** Gives a new request its place and name. */
export async function saveNew(session: Session, id: string, name: string, spot: Spot): Promise<boolean> {
  const draft = session.drafts.get().get(id);
  if (!draft) return false;
  try {
    const content = { ...draft.content, name };
    const made = await createElement(session.workspace.id, 'request', content, spot, id);
    learn(session.workspace.id, made);
    const tab = tabOf(made);
    if (tab) session.tabs.update((tabs) => tabSaved(tabs, id, tab));
    const ways = ancestorsOf(treeNow(session.workspace.id), made.id).map((ancestor) => ancestor.id);
    session.expanded.update((expanded) => new Set([...expanded, ...ways]));
    session.sendings.update((sendings) => {
      const sending = sendings.get(id);
      return sending ? new Map(sendings).set(made.id, sending) : sendings;
    });
    const memory = session.memories.get(id);
    if (memory) session.memories.set(made.id, memory);
    session.drafts.drop(id);
    void refreshTree(session.workspace.id);
    return true;
  } catch (error) {
    toast({ title: 'It was not saved', detail: explain(error), tone: 'danger' });
    return false;
  }
}

/** Sends a request as it is edited, and shows what comes of it in its tab. */
export async function sendNow(session: Session, tab: string, place: RequestPlace, item: PostmanItem): Promise<void> {
  const id = crypto.randomUUID();
  const before = session.sendings.get().get(tab);
  if (before?.running) return;
  const set = (running: string | null, result = before?.result ?? null) =>
    session.sendings.update((sendings) => new Map(sendings).set(tab, { running, result }));
  const isStillShown = () => session.sendings.get().get(tab)?.running === id;
  set(id);
  try {
    const { name, request, event, protocolProfileBehavior } = item;
    const sent: PostmanItem = {
      ...(name === undefined ? {} : { name }),
      ...(request === undefined ? {} : { request }),
      ...(event === undefined ? {} : { event }),
      ...(protocolProfileBehavior === undefined ? {} : { protocolProfileBehavior }),
    };
    const element = treeNow(session.workspace.id).byId.has(tab) ? tab : null;
    const result = await send(id, place, sent, element);
    void queries.invalidateQueries({ queryKey: ['history', session.workspace.id] });
    if (isStillShown()) set(null, result);
    noteSend(result, Date.now());
    if (result.notice) toast({ title: 'It was sent, but', detail: result.notice });
    const { environment, collection, globals } = result.changed;
    if (environment.length + collection.length + globals.length > 0) refreshValues(session.workspace.id);
  } catch (error) {
    if (isStillShown()) set(null);
    noteFailure(explain(error), Date.now());
    toast({ title: 'It was not sent', detail: explain(error), tone: 'danger' });
  }
}

export async function stopSending(session: Session, tab: string): Promise<void> {
  const running = session.sendings.get().get(tab)?.running;
  if (running) await cancelSend(running).catch(() => undefined);
}
