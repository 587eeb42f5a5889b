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

/** What the code of a request uses itself, and the keywords of the languages. */
const kTaken = (
  'response request body headers form os url curl client err list mime part log io text file main requests ' +
  'and as auto bool break case catch char class const continue def default delete do double else enum export extern ' +
  'false finally float for from func function go goto if import in int interface is lambda let long map namespace new ' +
  'none not null or package pass private public range return select short signed static string struct super switch ' +
  'template this throw true try type typeof union unsigned using var variable virtual void while with yield'
).split(' ');

/** What an environment has already, and means otherwise. */
const kOfTheSystem = new Set(['PATH', 'HOME', 'USER', 'SHELL', 'PWD', 'LANG', 'TERM', 'HOST', 'HOSTNAME', 'TMPDIR']);

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
    const environment = parts.join('_').toUpperCase();
    found.set(name, {
      name,
      snake: parts.join('_'),
      environment: kOfTheSystem.has(environment) ? `API_${environment}` : environment,
      camel: first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(''),
    });
  }
  return found;
}
