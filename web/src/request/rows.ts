// Rows of the tables of parameters, headers and form fields: moved, pasted, and edited in bulk as lines `key: value`.

import type { PostmanParam } from '../model/postman';
import { without } from './item';

/** A line of bulk edit: `// ` in front stands for a row that is not sent. */
export function rowsToText(rows: readonly PostmanParam[]): string {
  return rows
    .map(({ key, value, disabled }) => `${disabled ? '// ' : ''}${key ?? ''}:${(value ?? '').replace(/\r?\n/g, ' ')}`)
    .join('\n');
}

export function textToRows(text: string): PostmanParam[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const off = /^\s*\/\/\s?/.exec(line);
      const body = off ? line.slice(off[0].length) : line;
      // A colon inside a {{name}}, as in {{vault:key}}, parts nothing.
      const colon = body.replace(/\{\{[^{}]*\}\}/g, (name) => '_'.repeat(name.length)).indexOf(':');
      const row: PostmanParam =
        colon < 0
          ? { key: body.trim(), value: '' }
          : { key: body.slice(0, colon).trim(), value: body.slice(colon + 1).trim() };
      return off ? { ...row, disabled: true } : row;
    });
}

/**
 * The rows after a bulk edit: a line with the key of a row, in order, is that row with another value, and keeps its
 * description and unknown members.
 */
export function mergeBulk<Row extends PostmanParam>(rows: readonly Row[], text: string): Row[] {
  const left = [...rows];
  return textToRows(text).map((typed) => {
    const at = left.findIndex(({ key }) => (key ?? '') === typed.key);
    const [found] = at < 0 ? [undefined] : left.splice(at, 1);
    return setDisabled({ ...found, key: typed.key, value: typed.value } as Row, typed.disabled ?? false);
  });
}

/** Writes `disabled` only where it says something. */
export function setDisabled<Row extends PostmanParam>(row: Row, disabled: boolean): Row {
  return disabled ? { ...row, disabled } : without(row, 'disabled');
}

export function moveRow<Row>(rows: readonly Row[], from: number, to: number): Row[] {
  const next = [...rows];
  const row = next.splice(from, 1);
  next.splice(to, 0, ...row);
  return next;
}

/** Rows in a pasted text, when it is a list: several lines, each `key: value` or `key=value`, or tab-separated cells. */
export function pastedRows(text: string): PostmanParam[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 2) return null;
  const cells = lines.map((line) => line.split('\t'));
  if (cells.every((row) => row.length >= 2)) {
    return cells.map(([key, value]) => ({ key: key?.trim() ?? '', value: value?.trim() ?? '' }));
  }
  if (lines.every((line) => /^\s*(\/\/\s?)?[^\s:=][^:=]*:/.test(line))) return textToRows(text);
  if (!lines.every((line) => /^[^\s=]+=/.test(line))) return null;
  return lines.map((line) => {
    const equals = line.indexOf('=');
    return { key: line.slice(0, equals).trim(), value: line.slice(equals + 1).trim() };
  });
}
