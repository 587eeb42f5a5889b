// What the generators of code share.

import { splitVariables } from '../../editor/tokens';
import type { CodeVariable } from './names';
import type { CodeRequest } from './prepare';

export type Variables = ReadonlyMap<string, CodeVariable>;

/** The texts between the names, escaped, and the names, each as a language has them. */
export function interpolate(
  text: string,
  variables: Variables,
  escape: (text: string) => string,
  name: (variable: CodeVariable) => string,
): string {
  return splitVariables(text)
    .map((part) => {
      if ('text' in part) return escape(part.text);
      const variable = variables.get(part.variable);
      return variable ? name(variable) : escape(`{{${part.variable}}}`);
    })
    .join('');
}

export const hasNames = (text: string) => splitVariables(text).some((part) => 'variable' in part);

/** A comment of what the code does not do; empty when it does all. */
export function leftOutComment(request: CodeRequest, mark: string): string {
  return request.leftOut.map((what) => `${mark} ${what} is not part of this code\n`).join('');
}

export function baseName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

/** A text as an expression in languages that join strings with `+`. */
export function joined(
  text: string,
  variables: Variables,
  quote: (text: string) => string,
  name: (variable: CodeVariable) => string,
): string {
  const terms = splitVariables(text).map((part) => {
    if ('text' in part) return quote(part.text);
    const variable = variables.get(part.variable);
    return variable ? name(variable) : quote(`{{${part.variable}}}`);
  });
  return terms.length ? terms.join(' + ') : quote('');
}
