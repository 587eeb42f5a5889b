/** The tabs that are open in a workspace, as a value. */

/** Pages that are of no element; there is one of each. */
const placeKinds = ['account', 'workspace', 'settings', 'history', 'team'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** Pages about a collection or folder beside its own: its runs, its documentation. */
const aboutKinds = ['run', 'documentation'] as const;
export type AboutKind = (typeof aboutKinds)[number];

/** What a tab shows of an element, or about it; or a place. */
export type TabKind = 'request' | 'environment' | 'globals' | 'collection' | 'folder' | AboutKind | PlaceKind;

export interface OpenTab {
  /** Of an element; a name of the tab's own for a request that is not saved yet; the kind of a place. */
  id: string;
  kind: TabKind;
  /** Shown until the element is loaded. */
  name: string;
  /** Not saved yet: it is in no collection. */
  isNew: boolean;
  /** Opened to look at: the next one that is opened so takes its place. */
  isPreview: boolean;
}

/** A tab of an element; those about one and of places are none. */
export type ElementTab = OpenTab & { kind: Exclude<TabKind, AboutKind | PlaceKind> };

export function isElementTab(tab: OpenTab): tab is ElementTab {
  return ![...aboutKinds, ...placeKinds].some((kind) => kind === tab.kind);
}

export interface Tabs {
  open: readonly OpenTab[];
  active: string | null;
}

export const noTabs: Tabs = { open: [], active: null };

/** Opens it, or goes to it where it is open already. */
export function openTab(tabs: Tabs, tab: OpenTab): Tabs {
  const present = tabs.open.find(({ id }) => id === tab.id);
  if (present) {
    const open = present.isPreview && !tab.isPreview ? replace(tabs.open, tab.id, tab) : tabs.open;
    return { open, active: tab.id };
  }
  const at = tabs.open.findIndex(({ id }) => id === tabs.active);
  const preview = tab.isPreview ? tabs.open.findIndex(({ isPreview }) => isPreview) : -1;
  const open =
    preview >= 0
      ? tabs.open.map((other, i) => (i === preview ? tab : other))
      : [...tabs.open.slice(0, at + 1), tab, ...tabs.open.slice(at + 1)];
  return { open: at < 0 && preview < 0 ? [...tabs.open, tab] : open, active: tab.id };
}

function replace(open: readonly OpenTab[], id: string, tab: OpenTab): OpenTab[] {
  return open.map((other) => (other.id === id ? tab : other));
}

/** Keeps it open when others are looked at. */
export function pinTab(tabs: Tabs, id: string): Tabs {
  if (!tabs.open.some((tab) => tab.id === id && tab.isPreview)) return tabs;
  return { ...tabs, open: tabs.open.map((tab) => (tab.id === id ? { ...tab, isPreview: false } : tab)) };
}

/** What was new has become an element. */
export function tabSaved(tabs: Tabs, id: string, saved: OpenTab): Tabs {
  return { open: replace(tabs.open, id, saved), active: tabs.active === id ? saved.id : tabs.active };
}

/** Closes some; the next one to the right of the active one, or else to the left, becomes active. */
export function closeTabs(tabs: Tabs, ids: readonly string[]): Tabs {
  const stays = (tab: OpenTab) => !ids.includes(tab.id);
  const at = tabs.open.findIndex(({ id }) => id === tabs.active);
  const next = at < 0 ? undefined : (tabs.open.slice(at).find(stays) ?? tabs.open.slice(0, at).reverse().find(stays));
  return { open: tabs.open.filter(stays), active: next?.id ?? null };
}

/** The tab that many places further, round about. */
export function stepTab(tabs: Tabs, by: number): Tabs {
  const count = tabs.open.length;
  if (count === 0) return tabs;
  const at = tabs.open.findIndex(({ id }) => id === tabs.active);
  return { ...tabs, active: tabs.open[(at + by + count) % count]?.id ?? null };
}

/** Puts a tab before another, or last. */
export function moveTab(tabs: Tabs, id: string, before: string | null): Tabs {
  const tab = tabs.open.find((other) => other.id === id);
  if (!tab || id === before) return tabs;
  const rest = tabs.open.filter((other) => other.id !== id);
  const at = before === null ? rest.length : rest.findIndex((other) => other.id === before);
  return at < 0 ? tabs : { ...tabs, open: [...rest.slice(0, at), tab, ...rest.slice(at)] };
}

const kinds: readonly unknown[] = [
  'request',
  'environment',
  'globals',
  'collection',
  'folder',
  ...aboutKinds,
  ...placeKinds,
] satisfies TabKind[];

/** Tabs as they were kept; nothing that was not written by this app gets in. */
export function keptTabs(kept: unknown): Tabs {
  const value = kept as { open?: unknown; active?: unknown } | null;
  if (typeof value !== 'object' || value === null || !Array.isArray(value.open)) return noTabs;
  const open = value.open.filter((tab): tab is OpenTab => {
    const { id, kind, name, isNew, isPreview } = (tab ?? {}) as Partial<Record<keyof OpenTab, unknown>>;
    const texts = typeof id === 'string' && typeof name === 'string' && kinds.includes(kind);
    return texts && typeof isNew === 'boolean' && typeof isPreview === 'boolean';
  });
  const active = open.find(({ id }) => id === value.active) ?? open[0];
  return { open, active: active?.id ?? null };
}
