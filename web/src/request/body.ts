// Reads and edits the body of a request. What was typed for one mode stays in the document when another is chosen, as in
// Postman, so that nothing is lost by looking.

import type { Language } from '../editor/languages';
import type { PostmanBody, PostmanBodyMode, PostmanItem } from '../model/postman';
import { headersOf, requestOf, withRequest, without } from './item';

export type BodyMode = 'none' | PostmanBodyMode;

export const rawLanguages: readonly { id: Language; label: string; contentType: string }[] = [
  { id: 'json', label: 'JSON', contentType: 'application/json' },
  { id: 'xml', label: 'XML', contentType: 'application/xml' },
  { id: 'html', label: 'HTML', contentType: 'text/html' },
  { id: 'javascript', label: 'JavaScript', contentType: 'application/javascript' },
  { id: 'text', label: 'Text', contentType: 'text/plain' },
];

export function bodyOf(item: PostmanItem): PostmanBody {
  return requestOf(item).body ?? {};
}

export function bodyMode(item: PostmanItem): BodyMode {
  const body = requestOf(item).body;
  return body?.disabled ? 'none' : (body?.mode ?? 'none');
}

export function setBodyMode(item: PostmanItem, mode: BodyMode): PostmanItem {
  const body = requestOf(item).body;
  // Postman writes "no body" as a body that is disabled.
  if (mode === 'none') return body ? withRequest(item, { body: { ...body, disabled: true } }) : item;
  const next: PostmanBody = { ...without(body ?? {}, 'disabled'), mode };
  if (mode === 'raw' && next.options?.raw?.language === undefined) {
    next.options = { ...next.options, raw: { ...next.options?.raw, language: languageByHeader(item) ?? 'json' } };
  }
  return withRequest(item, { body: next });
}

export function changeBody(item: PostmanItem, change: Partial<PostmanBody>): PostmanItem {
  return withRequest(item, { body: { ...bodyOf(item), ...change } });
}

function languageByHeader(item: PostmanItem): Language | null {
  const header = headersOf(requestOf(item)).find(
    ({ key, disabled }) => !disabled && key?.toLowerCase() === 'content-type',
  );
  const type = header?.value?.toLowerCase();
  if (!type) return null;
  return rawLanguages.find(({ id }) => type.includes(id))?.id ?? 'text';
}

/** The language that a raw body says it has, or that its Content-Type says. */
export function rawLanguage(item: PostmanItem): Language {
  const said = bodyOf(item).options?.raw?.language;
  return rawLanguages.find(({ id }) => id === said)?.id ?? languageByHeader(item) ?? 'text';
}

export function setRawLanguage(item: PostmanItem, language: Language): PostmanItem {
  const { options } = bodyOf(item);
  return changeBody(item, { options: { ...options, raw: { ...options?.raw, language } } });
}

/** GraphQL's variables as text; files that other tools wrote have an object there. */
export function graphqlVariables(body: PostmanBody): string {
  const variables: unknown = body.graphql?.variables;
  if (typeof variables === 'string') return variables;
  return variables === undefined || variables === null ? '' : JSON.stringify(variables, null, 2);
}
