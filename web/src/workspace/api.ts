import { call } from '../agent/client';
import type { Content, Element, ElementKind, ElementWithContent, Workspace } from '../model/element';
import type { Home } from '../people/api';
import type { Spot } from './tree';

const pageSize = 1000;

interface Page<T> {
  items: T[];
  next: string | null;
}

/** All pages of a list. `onPage` gets each but the last as it comes. */
export async function all<T>(
  ask: (cursor: string | null) => Promise<Page<T>>,
  onPage?: (items: T[]) => void,
): Promise<T[]> {
  const found: T[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Page<T> = await ask(cursor);
    found.push(...page.items);
    if (page.next === null) return found;
    onPage?.(page.items);
    cursor = page.next;
  }
}

/** The cursor as a further part of a query. */
export function at(cursor: string | null): string {
  return cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
}

export function listWorkspaces(signal: AbortSignal): Promise<Workspace[]> {
  return all(async (cursor) => {
    const path = `/api/v1/workspaces?limit=200${at(cursor)}`;
    const page = await call<{ workspaces: Workspace[]; next_cursor: string | null }>('GET', path, { signal });
    return { items: page.workspaces, next: page.next_cursor };
  });
}

export function createWorkspace(name: string, home: Home = { kind: 'personal' }): Promise<Workspace> {
  return call('POST', '/api/v1/workspaces', { body: { ...home, name } });
}

function base(workspace: string): string {
  return `/api/v1/workspaces/${workspace}/elements`;
}

/**
 * All elements that changed behind a seq, those in the trash among them; 0: all there are. `onPage` gets each page but
 * the last as it comes.
 */
export function listElements(
  workspace: string,
  after: number,
  signal: AbortSignal,
  onPage: (elements: Element[]) => void,
): Promise<Element[]> {
  return all(async (cursor) => {
    const path = `${base(workspace)}?after_seq=${after}&limit=${pageSize}${at(cursor)}`;
    const page = await call<{ elements: Element[]; next_cursor: string | null }>('GET', path, { signal });
    return { items: page.elements, next: page.next_cursor };
  }, onPage);
}

export function readElement(workspace: string, id: string, signal?: AbortSignal): Promise<ElementWithContent> {
  return call('GET', `${base(workspace)}/${id}`, signal ? { signal } : {});
}

/** `key`: the element's own name, so that a call which is sent again makes nothing twice. */
export function createElement(
  workspace: string,
  kind: ElementKind,
  content: Content,
  spot: Spot,
  key: string,
): Promise<ElementWithContent> {
  return call('POST', base(workspace), { body: { kind, content, key, ...spotBody(spot) } });
}

export function saveElement(
  workspace: string,
  id: string,
  content: Content,
  revision: number,
): Promise<ElementWithContent> {
  return call('PUT', `${base(workspace)}/${id}`, { body: { content }, revision });
}

export function moveElement(workspace: string, element: Element, spot: Spot): Promise<ElementWithContent> {
  return call('POST', `${base(workspace)}/${element.id}/move`, { body: spotBody(spot), revision: element.revision });
}

function spotBody({ parent, before }: Spot) {
  return { ...(parent === null ? {} : { parent }), ...(before === null ? {} : { before }) };
}

export function trashElement(workspace: string, id: string): Promise<void> {
  return call('DELETE', `${base(workspace)}/${id}`);
}

export function restoreElement(workspace: string, id: string): Promise<ElementWithContent> {
  return call('POST', `${base(workspace)}/${id}/restore`);
}

/** What was put into the trash, newest first. */
export function listTrash(workspace: string, signal: AbortSignal): Promise<Element[]> {
  return all(async (cursor) => {
    const path = `/api/v1/workspaces/${workspace}/trash?limit=200${at(cursor)}`;
    const page = await call<{ elements: Element[]; next_cursor: string | null }>('GET', path, { signal });
    return { items: page.elements, next: page.next_cursor };
  });
}

/** For good, with its history. */
export function deleteElement(workspace: string, id: string): Promise<void> {
  return call('DELETE', `${base(workspace)}/${id}/trashed`);
}

export interface RevealedSecret {
  id: string;
  key: string;
  value: string | null;
}

/** The values of its secret variables; the audit log tells of it. */
export async function revealSecrets(workspace: string, id: string, signal: AbortSignal): Promise<RevealedSecret[]> {
  return (await call<{ secrets: RevealedSecret[] }>('POST', `${base(workspace)}/${id}/reveal`, { signal })).secrets;
}

/** As Postman exports it. */
export function exportElement(workspace: string, id: string): Promise<Content> {
  return call('GET', `${base(workspace)}/${id}/export`);
}

export interface ImportResult {
  imported: (Element & { source: string })[];
  left_out: { source: string; reason: string }[];
  notices: string[];
}

/** `data`: the file in Base64. */
export function importFile(workspace: string, name: string, data: string): Promise<ImportResult> {
  return call('POST', `/api/v1/workspaces/${workspace}/import`, { body: { name, data } });
}
