/** The documentation as one file of Markdown (GitHub's, for its tables). */
import { generateCode, type CodeLanguage } from '../request/code/generate';
import type { AuthDoc, BodyDoc, ExampleDoc, ParamDoc } from './describe';
import type { DescribedSection } from './sections';

const deepestHeading = 6;

export function toMarkdown(sections: readonly DescribedSection[], language: CodeLanguage): string {
  return `${sections.map((section) => sectionText(section, language)).join('\n\n')}\n`;
}

function sectionText({ element, level, doc }: DescribedSection, language: CodeLanguage): string {
  const title = escapeText(element.name || 'Unnamed');
  const depth = level + 1;
  if (doc.kind === 'container') {
    return paragraphs([heading(depth, title), doc.description, authText(doc.auth)]);
  }
  const { request, item, inherited } = doc;
  const part = (name: string, ...texts: string[]) =>
    texts.some((text) => text !== '') ? paragraphs([`**${name}**`, ...texts]) : '';
  return paragraphs([
    heading(depth, `${request.method} ${title}`),
    fence(`${request.method} ${request.url}`, 'http'),
    request.description,
    authText(request.auth),
    part('Path variables', table(request.path)),
    part('Query parameters', table(request.query)),
    part('Headers', table(request.headers)),
    part('Body', bodyText(request.body)),
    ...request.examples.map((example) => part(`Example: ${escapeText(example.name)}`, exampleText(example))),
    part(
      language.label,
      fence(generateCode(item, inherited?.auth ?? null, language).trimEnd(), fenceNames[language.id]),
    ),
  ]);
}

/** What highlighters of Markdown call the languages. */
const fenceNames: Record<string, string> = { curl: 'sh', fetch: 'js', python: 'python', go: 'go', cpp: 'cpp' };

function paragraphs(texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('\n\n');
}

function heading(depth: number, text: string): string {
  return `${'#'.repeat(Math.min(depth, deepestHeading))} ${text}`;
}

function authText(auth: AuthDoc | null): string {
  if (!auth) return '';
  const from = auth.from === null ? '' : `, from ${escapeText(auth.from)}`;
  const list = auth.params.map(({ name, value }) => `- ${name}: ${code(value)}`).join('\n');
  return paragraphs([`**Authentication**: ${auth.type}${from}`, list]);
}

function bodyText(body: BodyDoc): string {
  switch (body.kind) {
    case 'none':
      return '';
    case 'text':
      return fence(body.text, body.language === 'text' ? '' : body.language);
    case 'graphql':
      return paragraphs([fence(body.query, 'graphql'), body.variables ? fence(body.variables, 'json') : '']);
    case 'form':
      return paragraphs([body.name, table(body.fields)]);
    case 'file':
      return `The file ${code(body.name)}`;
  }
}

function exampleText({ request, status, headers, language, body }: ExampleDoc): string {
  return paragraphs([
    request ? fence(`${request.method} ${request.url}`, 'http') : '',
    request ? bodyText(request.body) : '',
    status ? `Response: ${escapeText(status)}` : 'Response',
    table(headers),
    body ? fence(body, language === 'text' ? '' : language) : '',
  ]);
}

function table(rows: readonly ParamDoc[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(({ key, value, description, isOptional }) =>
    row([code(key), value === '' ? '' : code(value), [isOptional ? '*Optional.*' : '', description].join(' ').trim()]),
  );
  return [row(['Name', 'Value', 'Description']), row(['---', '---', '---']), ...lines].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll(/\s*\r?\n\s*/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}

/** As code within a line: fenced by more backticks than are in it. */
function code(text: string): string {
  const marks = '`'.repeat(longestRun(text) + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${marks}${space}${text}${space}${marks}`;
}

function fence(text: string, language = ''): string {
  const marks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${marks}${language}\n${text}\n${marks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
