import type { Element } from '../model/element';
import { openTab } from '../tabs/tabs';
import type { Session } from '../workspace/session';

const prefix = 'documentation ';

/** What is documented in a tab of this id. */
export function documentedElement(tab: string): string {
  return tab.slice(prefix.length);
}

/** Opens the documentation of a collection or folder. */
export function openDocumentation(session: Session, { id, name }: Element): void {
  const tab = { id: prefix + id, kind: 'documentation', name, isNew: false, isPreview: false } as const;
  session.tabs.update((tabs) => openTab(tabs, tab));
}
