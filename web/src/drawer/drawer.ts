/** What stands beside the page of an element; kept over a reload. */
import { keptStore } from '../state/kept';
import type { ElementTab } from '../tabs/tabs';

export type DrawerPane = 'documentation' | 'comments' | 'versions';

const panes: readonly unknown[] = ['documentation', 'comments', 'versions'] satisfies DrawerPane[];

export const paneNames: Record<DrawerPane, string> = {
  documentation: 'Documentation',
  comments: 'Comments',
  versions: 'Versions',
};

export const drawerKeys: Record<DrawerPane, string> = {
  documentation: 'Ctrl+Alt+D',
  comments: 'Ctrl+Alt+M',
  versions: 'Ctrl+Alt+H',
};

/** null: it is closed. */
export const drawer = keptStore<DrawerPane | null>('signet.drawer', (kept) =>
  panes.includes(kept) ? (kept as DrawerPane) : null,
);

export function toggleDrawer(pane: DrawerPane): void {
  drawer.update((open) => (open === pane ? null : pane));
}

/** What there is for it: environments have no description, and what is not saved yet has no more than that. */
export function panesOf({ kind, isNew }: Pick<ElementTab, 'kind' | 'isNew'>): readonly DrawerPane[] {
  const isDescribed = kind !== 'environment' && kind !== 'globals';
  return [...(isDescribed ? (['documentation'] as const) : []), ...(isNew ? [] : (['comments', 'versions'] as const))];
}
