// Finds {{names}} in a text and says what each stands for. As the runner does it (src/model/placeholder.h): a name has
// no braces in it, so the innermost of nested ones is found.

import type { ResolvedVariable } from '../model/postman';

/** `{{name}}` at [from, to) of a text, with its braces. */
export interface VariableToken {
  from: number;
  to: number;
  name: string;
}

/** `known` and `secret` come from a scope; `dynamic` is made at each send; `vault` is read from the vault by the agent. */
export type VariableState = 'known' | 'secret' | 'dynamic' | 'vault' | 'unknown';

const kPlaceholder = /\{\{([^{}]*)\}\}/g;

export function findVariables(text: string): VariableToken[] {
  return Array.from(text.matchAll(kPlaceholder), (match) => ({
    from: match.index,
    to: match.index + match[0].length,
    name: match[1] ?? '',
  }));
}

export interface VariableMeaning {
  state: VariableState;
  variable: ResolvedVariable | null;
}

/** What `name` stands for, given what the scopes hold (narrowest first) and the names of dynamic variables. */
export function meaningOf(
  name: string,
  variables: readonly ResolvedVariable[],
  dynamicNames: ReadonlySet<string>,
): VariableMeaning {
  const variable = variables.find((candidate) => candidate.key === name) ?? null;
  if (variable) return { state: variable.secret ? 'secret' : 'known', variable };
  if (name.startsWith('vault:')) return { state: 'vault', variable: null };
  if (dynamicNames.has(name)) return { state: 'dynamic', variable: null };
  return { state: 'unknown', variable: null };
}

/** A text cut into plain parts and names, in order; nothing is lost. */
export type TextPart = { text: string } | { variable: string };

export function splitVariables(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let done = 0;
  for (const token of findVariables(text)) {
    if (token.from > done) parts.push({ text: text.slice(done, token.from) });
    parts.push({ variable: token.name });
    done = token.to;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}

/** Where completion of a name begins when the caret stands at `at`: behind an open `{{`; null elsewhere. */
export function openNameBefore(text: string, at: number): number | null {
  const before = text.slice(0, at);
  const open = before.lastIndexOf('{{');
  if (open < 0 || /[{}]/.test(before.slice(open + 2))) return null;
  return open + 2;
}
