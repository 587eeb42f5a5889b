/** The description of a collection, folder or request: Markdown, kept in another place of each. */
import type { Content } from './element';

type Described = 'collection' | 'folder' | 'request';

/** The member that holds it; null: the document itself does. */
const homes: Record<Described, 'info' | 'request' | null> = { collection: 'info', folder: null, request: 'request' };

function record(value: unknown): Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Content) : {};
}

function homeOf(kind: Described, content: Content): Content {
  const member = homes[kind];
  if (member === null) return content;
  // A text in the place of a request is its URL (v2.0).
  const value = content[member];
  return typeof value === 'string' ? { method: 'GET', url: value } : record(value);
}

export function descriptionOf(kind: Described, content: Content): string {
  const { description } = homeOf(kind, content);
  if (typeof description === 'string') return description;
  const text = record(description).content;
  return typeof text === 'string' ? text : '';
}

/** A description that is an object stays one: its type says how it is written. */
export function withDescription(kind: Described, content: Content, text: string): Content {
  const home = homeOf(kind, content);
  const { description } = home;
  const isObject = typeof description === 'object' && description !== null;
  const next = { ...home, description: isObject ? { ...description, content: text } : text };
  const member = homes[kind];
  return member === null ? next : { ...content, [member]: next };
}
