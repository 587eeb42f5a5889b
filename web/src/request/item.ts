// Reads and edits an item of a collection. Every edit spreads what was there, so that members which are not known here
// stay, and gives a new item; what may come in two shapes is read in both and written in that of v2.1.

import type {
  PostmanAuth,
  PostmanDescription,
  PostmanEvent,
  PostmanItem,
  PostmanParam,
  PostmanRequest,
} from '../model/postman';

/** The request of an item; a text in its place is a URL (v2.0). */
export function requestOf(item: PostmanItem): PostmanRequest {
  const { request } = item;
  if (typeof request === 'string') return { method: 'GET', url: request };
  return request ?? {};
}

export function withRequest(item: PostmanItem, change: Partial<PostmanRequest>): PostmanItem {
  return { ...item, request: { ...requestOf(item), ...change } };
}

export function methodOf(item: PostmanItem): string {
  return requestOf(item).method ?? 'GET';
}

/** `member` taken out, so that nothing is said of it. */
export function without<T extends object>(value: T, member: string): T {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== member)) as T;
}

export function setAuth(item: PostmanItem, auth: PostmanAuth | null): PostmanItem {
  const request = requestOf(item);
  return { ...item, request: auth ? { ...request, auth } : without(request, 'auth') };
}

/** Lines `Key: value`, as some exports have headers. */
function parseHeaderText(text: string): PostmanParam[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      if (colon < 0) return { key: line.trim(), value: '' };
      return { key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
    });
}

export function headersOf(request: PostmanRequest): PostmanParam[] {
  const { header } = request;
  if (typeof header === 'string') return parseHeaderText(header);
  return header ?? [];
}

export function descriptionText(description: string | PostmanDescription | null | undefined): string {
  if (typeof description === 'string') return description;
  return description?.content ?? '';
}

/** Keeps the shape that a description has. */
export function setDescription(
  before: string | PostmanDescription | null | undefined,
  text: string,
): string | PostmanDescription {
  return typeof before === 'object' && before !== null ? { ...before, content: text } : text;
}

/** The script of an event, as one text. */
export function scriptText(item: PostmanItem, listen: string): string {
  const exec = item.event?.find((event) => event.listen === listen)?.script?.exec;
  return Array.isArray(exec) ? exec.join('\n') : (exec ?? '');
}

export function setScript(item: PostmanItem, listen: string, text: string): PostmanItem {
  const events = item.event ?? [];
  const at = events.findIndex((event) => event.listen === listen);
  const exec = text.split('\n');
  if (at >= 0) {
    const event = events.map((before, i) => (i === at ? { ...before, script: { ...before.script, exec } } : before));
    return { ...item, event };
  }
  if (text === '') return item;
  const added: PostmanEvent = { listen, script: { type: 'text/javascript', exec } };
  return { ...item, event: [...events, added] };
}

export type Settings = Record<string, unknown>;

export function settingsOf(item: PostmanItem): Settings {
  return item.protocolProfileBehavior ?? {};
}

/** undefined takes the setting out, so that the folder's or collection's counts again. */
export function setSetting(item: PostmanItem, key: string, value: unknown): PostmanItem {
  const before = settingsOf(item);
  const next = value === undefined ? without(before, key) : { ...before, [key]: value };
  if (Object.keys(next).length === 0) return without(item, 'protocolProfileBehavior');
  return { ...item, protocolProfileBehavior: next };
}
