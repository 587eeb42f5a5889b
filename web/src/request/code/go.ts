// Go's net/http.

import type { CodeRequest } from './prepare';
import { baseName, joined, leftOutComment, type Variables } from './texts';

function quoted(text: string): string {
  // A raw string reads better where there are lines or quotes in it.
  if (/["\n]/.test(text) && !/[`\r]/.test(text)) return `\`${text}\``;
  return JSON.stringify(text);
}

/** Statements that make `body`, with the packages that they want. */
function bodyLines(request: CodeRequest, quote: (text: string) => string): { lines: string[]; packages: string[] } {
  const { body } = request;
  switch (body.kind) {
    case 'none':
      return { lines: [], packages: [] };
    case 'text':
      return { lines: [`body := strings.NewReader(${quote(body.text)})`], packages: ['strings'] };
    case 'form':
      return {
        lines: [
          'form := url.Values{}',
          ...body.fields.map(({ key, value }) => `form.Add(${quote(key)}, ${quote(value)})`),
          'body := strings.NewReader(form.Encode())',
        ],
        packages: ['strings', 'net/url'],
      };
    case 'file':
      return {
        lines: [
          `body, err := os.Open(${quote(body.path)})`,
          'if err != nil {',
          '\tlog.Fatal(err)',
          '}',
          'defer body.Close()',
        ],
        packages: ['os'],
      };
    case 'multipart':
      return {
        lines: [
          'body := &bytes.Buffer{}',
          'form := multipart.NewWriter(body)',
          ...body.parts.flatMap(({ key, value, file }) =>
            file === undefined
              ? [`form.WriteField(${quote(key)}, ${quote(value)})`]
              : [`addFile(form, ${quote(key)}, ${quote(file)}, ${quote(baseName(file))})`],
          ),
          'form.Close()',
        ],
        packages: ['bytes', 'mime/multipart', ...(body.parts.some(({ file }) => file !== undefined) ? ['os'] : [])],
      };
  }
}

const kAddFile = `
func addFile(form *multipart.Writer, field, path, name string) {
	file, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := io.Copy(part, file); err != nil {
		log.Fatal(err)
	}
}
`;

function clientLines(request: CodeRequest): string[] {
  const lines = ['client := &http.Client{}'];
  if (!request.followRedirects) {
    lines.push(
      'client.CheckRedirect = func(*http.Request, []*http.Request) error {',
      '\treturn http.ErrUseLastResponse',
      '}',
    );
  }
  if (request.insecure) {
    lines.push('client.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}');
  }
  return lines;
}

export function go(request: CodeRequest, variables: Variables): string {
  const quote = (text: string) => joined(text, variables, quoted, ({ camel }) => camel);
  const { lines, packages } = bodyLines(request, quote);
  const { body, basicAuth } = request;
  const main = [
    ...[...variables.values()].map(({ camel, environment }) => `${camel} := os.Getenv("${environment}")`),
    ...(variables.size ? [''] : []),
    ...lines,
    `request, err := http.NewRequest(${quote(request.method)}, ${quote(request.url)}, ${body.kind === 'none' ? 'nil' : 'body'})`,
    'if err != nil {',
    '\tlog.Fatal(err)',
    '}',
    ...request.headers.map(({ key, value }) => `request.Header.Set(${quote(key)}, ${quote(value)})`),
    ...(body.kind === 'form' ? ['request.Header.Set("Content-Type", "application/x-www-form-urlencoded")'] : []),
    ...(body.kind === 'multipart' ? ['request.Header.Set("Content-Type", form.FormDataContentType())'] : []),
    ...(basicAuth ? [`request.SetBasicAuth(${quote(basicAuth.username)}, ${quote(basicAuth.password)})`] : []),
    '',
    ...clientLines(request),
    'response, err := client.Do(request)',
    'if err != nil {',
    '\tlog.Fatal(err)',
    '}',
    'defer response.Body.Close()',
    'text, err := io.ReadAll(response.Body)',
    'if err != nil {',
    '\tlog.Fatal(err)',
    '}',
    'fmt.Println(response.Status, string(text))',
  ];
  const imports = [
    ...new Set([
      'fmt',
      'io',
      'log',
      'net/http',
      ...packages,
      ...(variables.size ? ['os'] : []),
      ...(request.insecure ? ['crypto/tls'] : []),
    ]),
  ].sort();
  const hasFiles = body.kind === 'multipart' && body.parts.some(({ file }) => file !== undefined);
  return (
    `${leftOutComment(request, '//')}package main\n\nimport (\n${imports.map((name) => `\t"${name}"\n`).join('')})\n\n` +
    `func main() {\n${main.map((line) => (line ? `\t${line}` : '')).join('\n')}\n}\n${hasFiles ? kAddFile : ''}`
  );
}
