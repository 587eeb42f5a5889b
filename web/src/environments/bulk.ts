/** Variables as text, a line each: `key: value`, behind `//` when it is off. Secret variables are left out. */
import type { PostmanVariable } from '../model/postman';

export function isSecret(variable: PostmanVariable): boolean {
  return variable.type === 'secret';
}

/** Old exports say `disabled`, newer ones `enabled`. */
export function isEnabled({ enabled, disabled }: PostmanVariable): boolean {
  return enabled !== false && disabled !== true;
}

export function withEnabled(variable: PostmanVariable, enabled: boolean): PostmanVariable {
  if (variable.disabled === undefined) return { ...variable, enabled };
  return { ...variable, disabled: !enabled, ...(variable.enabled === undefined ? {} : { enabled }) };
}

export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function unescaped(text: string): string {
  return text.replace(/\\([\\n])/g, (_all, letter) => (letter === 'n' ? '\n' : '\\'));
}

export function toBulk(variables: readonly PostmanVariable[]): string {
  return variables
    .filter((variable) => !isSecret(variable))
    .map((variable) => {
      const line = `${variable.key ?? ''}: ${escaped(textOf(variable.value))}`;
      return isEnabled(variable) ? line : `// ${line}`;
    })
    .join('\n');
}

/**
 * The variables that the text says. Those that were there keep what a text does not say (id, type, description), found
 * by their keys; secret ones stay, behind what stood before them.
 */
export function fromBulk(text: string, before: readonly PostmanVariable[]): PostmanVariable[] {
  const rest = before.filter((variable) => !isSecret(variable));
  const listed = text.split('\n').flatMap((line) => {
    const parsed = parseLine(line);
    if (!parsed) return [];
    const at = rest.findIndex(({ key }) => key === parsed.key);
    const known = at >= 0 ? rest.splice(at, 1)[0] : undefined;
    const variable = known ?? { key: parsed.key, type: 'default' };
    const value = known && textOf(known.value) === parsed.value ? known.value : parsed.value;
    return [withEnabled({ ...variable, value }, parsed.enabled)];
  });
  const all = [...listed];
  before.forEach((variable, index) => {
    if (isSecret(variable)) all.splice(Math.min(index, all.length), 0, variable);
  });
  return all;
}

function parseLine(line: string) {
  const off = /^\s*\/\/\s?/.exec(line)?.[0];
  const said = line.slice(off?.length ?? 0);
  if (said.trim() === '') return null;
  const colon = said.indexOf(':');
  const key = (colon < 0 ? said : said.slice(0, colon)).trim();
  const value = colon < 0 ? '' : unescaped(said.slice(colon + 1).trim());
  return { key, value, enabled: off === undefined };
}
