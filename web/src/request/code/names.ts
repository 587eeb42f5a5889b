// Names for {{variables}} in other languages: unique, and allowed there.

import { findVariables } from '../../editor/tokens';
import type { CodeRequest } from './prepare';

export interface CodeVariable {
  /** As it stands between the braces. */
  name: string;
  /** In the environment: BASE_URL. */
  environment: string;
  /** In camelCase: baseUrl. */
  camel: string;
  /** In snake_case: base_url. */
  snake: string;
}

function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
}

function textsOf(request: CodeRequest): string[] {
  const { url, headers, basicAuth, body } = request;
  const texts = [url, ...headers.flatMap(({ key, value }) => [key, value])];
  if (basicAuth) texts.push(basicAuth.username, basicAuth.password);
  if (body.kind === 'text') texts.push(body.text);
  if (body.kind === 'file') texts.push(body.path);
  if (body.kind === 'form') texts.push(...body.fields.flatMap(({ key, value }) => [key, value]));
  if (body.kind === 'multipart') texts.push(...body.parts.flatMap(({ key, value, file }) => [key, value, file ?? '']));
  return texts;
}

/** What the request's code uses already. */
const kTaken = [
  'response',
  'request',
  'body',
  'headers',
  'form',
  'os',
  'url',
  'curl',
  'client',
  'err',
  'list',
  'mime',
  'part',
];

/** The variables of a request in the order in which they come. */
export function variablesOf(request: CodeRequest): Map<string, CodeVariable> {
  const found = new Map<string, CodeVariable>();
  const taken = new Set(kTaken);
  for (const { name } of textsOf(request).flatMap(findVariables)) {
    if (found.has(name)) continue;
    let parts = words(name);
    if (!parts.length || /^\d/.test(parts[0] ?? '')) parts = ['value', ...parts];
    const plain = parts;
    for (let n = 2; taken.has(parts.join('_')); ++n) parts = [...plain, String(n)];
    taken.add(parts.join('_'));
    const [first = '', ...rest] = parts;
    found.set(name, {
      name,
      snake: parts.join('_'),
      environment: parts.join('_').toUpperCase(),
      camel: first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(''),
    });
  }
  return found;
}
