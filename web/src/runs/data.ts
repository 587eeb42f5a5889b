/** The first rows of a file of data, to be looked at: what counts is how the agent reads it. */
import Papa from 'papaparse';

export interface DataTable {
  columns: string[];
  /** The first rows. */
  rows: string[][];
  /** Of all rows. */
  count: number;
}

export type Preview = DataTable | { problem: string };

const shownRows = 5;

export function previewOf(text: string): Preview {
  const bare = text.replace(/^\uFEFF/, '');
  const isJson = /^\s*[[{]/.test(bare);
  const preview = isJson ? previewOfJson(bare) : previewOfCsv(bare);
  if ('count' in preview && preview.count === 0) return { problem: 'There are no rows in it.' };
  return preview;
}

function previewOfJson(text: string): Preview {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `It is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.` };
  }
  if (!Array.isArray(value) || !value.every(isRecord)) {
    return { problem: 'It has to be an array of objects: one for each iteration.' };
  }
  const first = value.slice(0, shownRows);
  const columns = [...new Set(first.flatMap((row) => Object.keys(row)))];
  const cell = (field: unknown) =>
    field === undefined ? '' : typeof field === 'string' ? field : JSON.stringify(field);
  return { columns, rows: first.map((row) => columns.map((name) => cell(row[name]))), count: value.length };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function previewOfCsv(text: string): Preview {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ',', skipEmptyLines: true });
  const [error] = errors.filter(({ type }) => type === 'Quotes');
  if (error) return { problem: `${error.message}${error.row === undefined ? '' : ` (row ${error.row + 1})`}.` };
  const [columns = [], ...rows] = data.map((row) => row.map((field) => field.trim()));
  return { columns, rows: rows.slice(0, shownRows), count: rows.length };
}
