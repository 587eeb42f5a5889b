/** What a workspace holds, as docs/openapi.yaml describes it. */

export type ElementKind = 'collection' | 'folder' | 'request' | 'environment' | 'globals' | 'mock' | 'monitor';

export interface Element {
  id: string;
  kind: ElementKind;
  parent: string | null;
  collection: string | null;
  position: number;
  name: string;
  /** Its ETag. */
  revision: number;
  /** The revision of its content, which moves do not change. */
  version: number;
  seq: number;
  changed: string;
  changed_by: string;
  trashed: string | null;
  /** Of requests, where the server tells it. */
  method?: string | null;
}

export type Content = Record<string, unknown>;

export interface ElementWithContent extends Element {
  content: Content;
}

export type Role = 'viewer' | 'editor' | 'admin' | 'owner';

export interface Workspace {
  id: string;
  kind: 'personal' | 'private' | 'team';
  team: string | null;
  /** Of the kind team: the least role of every member of the team. */
  member_role?: 'viewer' | 'editor' | null;
  name: string;
  description: string;
  role: Role;
  revision: number;
  last_seq: number;
  archived: string | null;
}

export const roots = ['collection', 'environment', 'globals'] as const;

/** Whether other elements are in it. */
export function isContainer(kind: ElementKind): boolean {
  return kind === 'collection' || kind === 'folder';
}

/** Whether whoever has this role may change what is in the workspace. */
export function mayEdit(workspace: Workspace): boolean {
  return workspace.role !== 'viewer' && workspace.archived === null;
}

/** The name within a document; collections have it in their `info`. */
export function withName(kind: ElementKind, content: Content, name: string): Content {
  if (kind !== 'collection') return { ...content, name };
  const info = typeof content.info === 'object' && content.info !== null ? content.info : {};
  return { ...content, info: { ...info, name } };
}

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** What a new element of this kind says. */
export function newContent(kind: ElementKind, name: string): Content {
  switch (kind) {
    case 'collection':
      return { info: { name, schema }, item: [] };
    case 'folder':
      return { name, item: [] };
    case 'request':
      return { name, request: { method: 'GET', header: [], url: { raw: '' } }, response: [] };
    default:
      return { name, values: [] };
  }
}
