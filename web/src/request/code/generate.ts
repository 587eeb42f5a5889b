// Code that sends a request, in the languages that people ask for. Every {{variable}} is read from the environment, so
// that no code has a secret in it.

import type { Language } from '../../editor/languages';
import type { PostmanAuth, PostmanItem } from '../../model/postman';
import { cpp } from './cpp';
import { go } from './go';
import { variablesOf } from './names';
import { prepareCode, type CodeRequest } from './prepare';
import { baseName, hasNames, interpolate, leftOutComment, type Variables } from './texts';

export interface CodeLanguage {
  id: string;
  label: string;
  /** For the colours of the editor. */
  colours: Language;
  generate: (request: CodeRequest, variables: Variables) => string;
}

function shell(text: string, variables: Variables): string {
  if (!hasNames(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escape = (plain: string) => plain.replace(/["\\$`]/g, '\\$&');
  return `"${interpolate(text, variables, escape, ({ environment }) => `\${${environment}}`)}"`;
}

function curl(request: CodeRequest, variables: Variables): string {
  const quote = (text: string) => shell(text, variables);
  const lines = [`curl ${request.method === 'GET' ? '' : `-X ${request.method} `}${quote(request.url)}`];
  for (const { key, value } of request.headers) {
    lines.push(`-H ${quote(value === '' ? `${key};` : `${key}: ${value}`)}`);
  }
  if (request.basicAuth) lines.push(`-u ${quote(`${request.basicAuth.username}:${request.basicAuth.password}`)}`);
  if (request.followRedirects) lines.push('-L');
  if (request.insecure) lines.push('-k');
  const { body } = request;
  if (body.kind === 'text') lines.push(`--data-raw ${quote(body.text)}`);
  if (body.kind === 'file') lines.push(`--data-binary ${quote(`@${body.path}`)}`);
  if (body.kind === 'form') {
    lines.push(...body.fields.map(({ key, value }) => `--data-urlencode ${quote(`${key}=${value}`)}`));
  }
  if (body.kind === 'multipart') {
    lines.push(
      ...body.parts.map(({ key, value, file, contentType }) => {
        if (file === undefined && !contentType) return `--form-string ${quote(`${key}=${value}`)}`;
        const type = contentType ? `;type=${contentType}` : '';
        return `-F ${quote(file === undefined ? `${key}="${value}"${type}` : `${key}=@"${file}"${type}`)}`;
      }),
    );
  }
  const wants = [...variables.values()].map(({ environment }) => environment);
  return (
    (wants.length ? `# Reads from the environment: ${wants.join(', ')}\n` : '') +
    leftOutComment(request, '#') +
    lines.join(' \\\n  ') +
    '\n'
  );
}

function fetchCode(request: CodeRequest, variables: Variables): string {
  const quote = (text: string) => {
    if (!hasNames(text) && !text.includes('\n')) return JSON.stringify(text);
    const escape = (plain: string) => plain.replace(/[\\`]|\$\{/g, '\\$&');
    return `\`${interpolate(text, variables, escape, ({ camel }) => `\${${camel}}`)}\``;
  };
  const before: string[] = [...variables.values()].map(
    ({ camel, environment }) => `const ${camel} = process.env.${environment};`,
  );
  const { body, basicAuth } = request;
  const headers = request.headers.map(({ key, value }) => `    [${quote(key)}]: ${quote(value)},`);
  if (basicAuth) {
    const credentials = `btoa(${quote(`${basicAuth.username}:${basicAuth.password}`)})`;
    headers.push(`    Authorization: \`Basic \${${credentials}}\`,`);
  }
  const options = [`  method: ${quote(request.method)},`];
  if (headers.length)
    options.push('  headers: {', ...headers.map((line) => line.replace(/\[("[^"]*")\]/, '$1')), '  },');
  if (!request.followRedirects) options.push("  redirect: 'manual',");
  if (body.kind === 'text') options.push(`  body: ${quote(body.text)},`);
  if (body.kind === 'form') {
    options.push(
      '  body: new URLSearchParams([',
      ...body.fields.map(({ key, value }) => `    [${quote(key)}, ${quote(value)}],`),
      '  ]),',
    );
  }
  if (body.kind === 'file') {
    before.unshift("import { openAsBlob } from 'node:fs';", '');
    options.push(`  body: await openAsBlob(${quote(body.path)}),`);
  }
  if (body.kind === 'multipart') {
    if (body.parts.some(({ file }) => file !== undefined)) before.unshift("import { openAsBlob } from 'node:fs';", '');
    before.push('', 'const form = new FormData();');
    for (const { key, value, file } of body.parts) {
      before.push(
        file === undefined
          ? `form.append(${quote(key)}, ${quote(value)});`
          : `form.append(${quote(key)}, await openAsBlob(${quote(file)}), ${quote(baseName(file))});`,
      );
    }
    options.push('  body: form,');
  }
  return (
    leftOutComment(request, '//') +
    (before.length ? `${before.join('\n')}\n\n` : '') +
    `const response = await fetch(${quote(request.url)}, {\n${options.join('\n')}\n});\n` +
    'console.log(response.status, await response.text());\n'
  );
}

function python(request: CodeRequest, variables: Variables): string {
  const escape = (text: string) => JSON.stringify(text).slice(1, -1);
  const quote = (text: string) =>
    hasNames(text)
      ? `f"${interpolate(
          text,
          variables,
          (plain) => escape(plain).replace(/[{}]/g, '$&$&'),
          ({ snake }) => `{${snake}}`,
        )}"`
      : `"${escape(text)}"`;
  const { body, basicAuth } = request;
  const arguments_ = [`    ${quote(request.method)},`, `    ${quote(request.url)},`];
  if (request.headers.length) {
    arguments_.push(
      '    headers={',
      ...request.headers.map(({ key, value }) => `        ${quote(key)}: ${quote(value)},`),
      '    },',
    );
  }
  if (basicAuth) arguments_.push(`    auth=(${quote(basicAuth.username)}, ${quote(basicAuth.password)}),`);
  if (body.kind === 'text') arguments_.push(`    data=${quote(body.text)}.encode(),`);
  if (body.kind === 'file') arguments_.push(`    data=open(${quote(body.path)}, "rb"),`);
  if (body.kind === 'form') {
    arguments_.push(
      '    data=[',
      ...body.fields.map(({ key, value }) => `        (${quote(key)}, ${quote(value)}),`),
      '    ],',
    );
  }
  if (body.kind === 'multipart') {
    const parts = body.parts.map(({ key, value, file, contentType }) => {
      const type = contentType ? `, ${quote(contentType)}` : '';
      return file === undefined
        ? `        (${quote(key)}, (None, ${quote(value)}${type})),`
        : `        (${quote(key)}, (${quote(baseName(file))}, open(${quote(file)}, "rb")${type})),`;
    });
    arguments_.push('    files=[', ...parts, '    ],');
  }
  if (!request.followRedirects) arguments_.push('    allow_redirects=False,');
  if (request.insecure) arguments_.push('    verify=False,');
  const reads = [...variables.values()].map(({ snake, environment }) => `${snake} = os.environ["${environment}"]`);
  return (
    leftOutComment(request, '#') +
    `${reads.length ? 'import os\n\n' : ''}import requests\n\n` +
    (reads.length ? `${reads.join('\n')}\n\n` : '') +
    `response = requests.request(\n${arguments_.join('\n')}\n)\nprint(response.status_code, response.text)\n`
  );
}

export const codeLanguages: readonly CodeLanguage[] = [
  { id: 'curl', label: 'cURL', colours: 'text', generate: curl },
  { id: 'fetch', label: 'JavaScript (fetch)', colours: 'javascript', generate: fetchCode },
  { id: 'python', label: 'Python (requests)', colours: 'text', generate: python },
  { id: 'go', label: 'Go', colours: 'text', generate: go },
  { id: 'cpp', label: 'C++ (libcurl)', colours: 'text', generate: cpp },
];

export function generateCode(item: PostmanItem, inherited: PostmanAuth | null, language: CodeLanguage): string {
  const request = prepareCode(item, inherited);
  return language.generate(request, variablesOf(request));
}
