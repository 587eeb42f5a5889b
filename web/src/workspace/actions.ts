/** What people do to elements. Shown in the tree at once, and taken back when the server refuses. */
import { explain } from '../agent/problem';
import {
  newContent,
  withName,
  type Content,
  type Element,
  type ElementKind,
  type ElementWithContent,
} from '../model/element';
import { toast } from '../ui/Toast';
import * as api from './api';
import { changeTree, learn, refreshTree, treeNow } from './elements';
import { childrenOf, countBelow, withMoved, withRenamed, withTrashed, type ElementTree, type Spot } from './tree';

const mostCopied = 200;

/** Shows `expected` until `work` is done; on an error the server's state, and a message. */
async function attempt<T>(
  workspace: string,
  what: string,
  expected: (tree: ElementTree) => ElementTree,
  work: () => Promise<T>,
): Promise<T | null> {
  changeTree(workspace, expected);
  try {
    return await work();
  } catch (error) {
    toast({ title: what, detail: explain(error), tone: 'danger' });
    await reload(workspace);
    return null;
  }
}

/** Everything anew: what was only expected is not the server's. */
async function reload(workspace: string): Promise<void> {
  changeTree(workspace, (tree) => ({ ...tree, seq: 0 }));
  await refreshTree(workspace);
}

const unchanged = (tree: ElementTree) => tree;

export async function create(
  workspace: string,
  kind: ElementKind,
  spot: Spot,
  content: Content = newContent(kind, `New ${kind}`),
): Promise<Element | null> {
  return attempt(workspace, `The ${kind} was not made`, unchanged, async () => {
    const made = await api.createElement(workspace, kind, content, spot, crypto.randomUUID());
    learn(workspace, made);
    return made;
  });
}

export interface Renamed {
  before: ElementWithContent;
  saved: ElementWithContent;
}

/** null: it has that name already, or it was refused. */
export async function rename(workspace: string, element: Element, name: string): Promise<Renamed | null> {
  const wanted = name.trim();
  if (wanted === '' || wanted === element.name) return null;
  return attempt(
    workspace,
    `“${element.name}” was not renamed`,
    (tree) => withRenamed(tree, element.id, wanted),
    async () => {
      const before = await api.readElement(workspace, element.id);
      const content = withName(element.kind, before.content, wanted);
      const saved = await api.saveElement(workspace, element.id, content, before.revision);
      learn(workspace, saved);
      return { before, saved };
    },
  );
}

export async function move(workspace: string, element: Element, spot: Spot): Promise<void> {
  await attempt(
    workspace,
    `“${element.name}” was not moved`,
    (tree) => withMoved(tree, element.id, spot),
    async () => {
      learn(workspace, await api.moveElement(workspace, element, spot));
      await refreshTree(workspace);
    },
  );
}

/** Into the trash, from where the message takes it back. */
export async function trash(workspace: string, element: Element): Promise<void> {
  const below = countBelow(treeNow(workspace), element.id);
  await attempt(
    workspace,
    `“${element.name}” was not deleted`,
    (tree) => withTrashed(tree, element.id),
    async () => {
      await api.trashElement(workspace, element.id);
      toast({
        title: `“${element.name}” is in the trash`,
        detail: below > 0 ? `With ${below} ${below === 1 ? 'element' : 'elements'} in it.` : undefined,
        action: { name: 'Undo', run: () => void restore(workspace, element.id) },
      });
      await refreshTree(workspace);
    },
  );
}

export async function restore(workspace: string, id: string): Promise<void> {
  await attempt(workspace, 'It was not restored', unchanged, async () => {
    learn(workspace, await api.restoreElement(workspace, id));
    await refreshTree(workspace);
  });
}

/** A copy next to it; of a folder with all that is in it. Secret values of environments are not copied. */
export async function duplicate(workspace: string, element: Element): Promise<Element | null> {
  const tree = treeNow(workspace);
  const siblings = childrenOf(tree, element.parent ?? element.kind);
  const before = siblings[siblings.indexOf(element.id) + 1] ?? null;
  const name = `${element.name} copy`;
  if (countBelow(tree, element.id) > mostCopied) {
    toast({
      title: `“${element.name}” is too large to copy here`,
      detail: 'Export it and import it again.',
      tone: 'danger',
    });
    return null;
  }
  return attempt(workspace, `“${element.name}” was not copied`, unchanged, async () => {
    const made = await copyInto(workspace, element, { parent: element.parent, before }, name);
    if (element.kind === 'environment') {
      toast({ title: `“${name}” was made`, detail: 'The values of secret variables were not copied.' });
    }
    return made;
  });
}

async function copyInto(workspace: string, element: Element, spot: Spot, name: string): Promise<Element> {
  const { content } = await api.readElement(workspace, element.id);
  const copy = withName(element.kind, withoutIds(content), name);
  const made = await api.createElement(workspace, element.kind, copy, spot, crypto.randomUUID());
  learn(workspace, made);
  const tree = treeNow(workspace);
  for (const id of childrenOf(tree, element.id)) {
    const child = tree.byId.get(id);
    if (child) await copyInto(workspace, child, { parent: made.id, before: null }, child.name);
  }
  return made;
}

/** A copy is another document: what names the first one does not belong into it. */
function withoutIds(content: Content): Content {
  const copy = { ...content };
  delete copy.id;
  delete copy._postman_id;
  if (typeof copy.info === 'object' && copy.info !== null) {
    const info: Content = { ...copy.info };
    delete info._postman_id;
    copy.info = info;
  }
  if (Array.isArray(copy.values)) {
    copy.values = copy.values.map((value: unknown) => {
      const variable: Content = { ...(value as Content) };
      delete variable.id;
      return variable;
    });
  }
  return copy;
}
