import { explain } from '../agent/problem';
import { openDocumentation } from '../documentation/actions';
import { isContainer, type Element, type ElementKind } from '../model/element';
import { openRun } from '../runs/actions';
import { closeNow, openElement } from '../tabs/actions';
import { saveFile } from '../ui/save_file';
import { toast } from '../ui/Toast';
import { create, duplicate, trash } from '../workspace/actions';
import { exportElement } from '../workspace/api';
import { treeNow } from '../workspace/elements';
import type { Session } from '../workspace/session';
import { isGone } from '../workspace/tree';
import type { TreeAction } from './TreeMenu';

/** Does what a menu or key of the sidebar says. Returns what is to be renamed next: what was just made. */
export async function act(session: Session, action: TreeAction, element: Element): Promise<Element | null> {
  const workspace = session.workspace.id;
  switch (action) {
    case 'open':
      openElement(session, element);
      return null;
    case 'run':
      openRun(session, element);
      return null;
    case 'documentation':
      openDocumentation(session, element);
      return null;
    case 'activate':
      session.environment.set(element.id);
      return null;
    case 'add-request':
      return add(session, 'request', element);
    case 'add-folder':
      return add(session, 'folder', element);
    case 'rename':
      return element;
    case 'duplicate':
      return duplicate(workspace, element);
    case 'export':
      await saveExport(workspace, element);
      return null;
    case 'delete':
      await trash(workspace, element);
      closeGone(session);
      return null;
  }
}

/** Closes the tabs of what is in the trash now, but for those with edits. */
function closeGone(session: Session): void {
  const tree = treeNow(session.workspace.id);
  const { open } = session.tabs.get();
  const gone = open.filter(({ id, isNew }) => !isNew && isGone(tree, id) && !session.drafts.get().has(id));
  closeNow(
    session,
    gone.map(({ id }) => id),
  );
}

/** Makes one in a container, or beside what is none, and opens a request. */
async function add(session: Session, kind: ElementKind, beside: Element): Promise<Element | null> {
  const parent = isContainer(beside.kind) ? beside.id : beside.parent;
  const made = await create(session.workspace.id, kind, { parent, before: null });
  if (!made) return null;
  if (parent) session.expanded.update((expanded) => new Set(expanded).add(parent));
  if (kind === 'request') openElement(session, made);
  return made;
}

async function saveExport(workspace: string, element: Element): Promise<void> {
  try {
    const text = JSON.stringify(await exportElement(workspace, element.id), null, '\t');
    const kind = element.kind === 'collection' ? 'postman_collection' : 'postman_environment';
    saveFile(`${element.name}.${kind}.json`, text);
  } catch (error) {
    toast({ title: `“${element.name}” was not exported`, detail: explain(error), tone: 'danger' });
  }
}
