// JSON as text: what is wrong with it, and its lines put in order. Not by way of values: long numbers, the order of keys
// and keys that come twice stay as they were written, and {{names}} may stand wherever a value may.

export interface JsonProblem {
  message: string;
  /** From 1. */
  line: number;
}

/** What is wrong with a text; null when it is fine or empty. */
export function jsonProblem(text: string): JsonProblem | null {
  if (text.trim() === '') return null;
  // A name may stand for any value, and inside strings it is text anyway: a number fits both places.
  const masked = text.replace(/\{\{[^{}]*\}\}/g, (name) => '0'.padEnd(name.length, ' '));
  try {
    JSON.parse(masked);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = /position (\d+)/.exec(message)?.[1];
    const upTo = at === undefined ? masked : masked.slice(0, Number(at));
    return {
      message: message.replace(/ in JSON.*| \(line.*|, "[^]*" is not valid JSON/, ''),
      line: upTo.split('\n').length,
    };
  }
}

const kToken = /"(?:[^"\\]|\\.)*"|\{\{[^{}]*\}\}|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Deeper than this nothing is indented further, so that a hostile text of brackets does not become gigabytes. */
const kMostIndent = 100;

/** The text with a line for each member, two spaces deep; null when it is no JSON. */
export function indentJson(text: string): string | null {
  if (jsonProblem(text)) return null;
  const tokens = text.match(kToken) ?? [];
  const out: string[] = [];
  let depth = 0;
  const newLine = () => out.push('\n', '  '.repeat(Math.min(depth, kMostIndent)));
  tokens.forEach((token, i) => {
    const isEmpty = (token === '}' && tokens[i - 1] === '{') || (token === ']' && tokens[i - 1] === '[');
    if (token === '}' || token === ']') {
      --depth;
      if (!isEmpty) newLine();
    }
    out.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') {
      ++depth;
      const next = tokens[i + 1];
      if (next !== '}' && next !== ']') newLine();
    } else if (token === ',') newLine();
  });
  return out.join('');
}
