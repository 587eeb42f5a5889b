// C++17 with libcurl.

import { splitVariables } from '../../editor/tokens';
import type { CodeRequest } from './prepare';
import { leftOutComment, joined, type Variables } from './texts';

/** Escapes what a literal cannot have; octal, because "\x" takes as many digits as follow. */
function literal(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
    .replace(/\?\?/g, '?\\?');
  return `"${escaped}"`;
}

function bodyLines(request: CodeRequest, quote: (text: string) => string): string[] {
  const { body } = request;
  switch (body.kind) {
    case 'none':
      return [];
    case 'text':
      return [
        `const std::string body = ${quote(body.text)};`,
        'curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));',
        'curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());',
      ];
    case 'form':
      return [
        'const auto escape = [curl](const std::string& text) {',
        '  char* escaped = curl_easy_escape(curl, text.data(), static_cast<int>(text.size()));',
        '  std::string out = escaped;',
        '  curl_free(escaped);',
        '  return out;',
        '};',
        'std::string body;',
        ...body.fields.map(
          ({ key, value }, i) => `body += ${i ? '"&" + ' : ''}escape(${quote(key)}) + "=" + escape(${quote(value)});`,
        ),
        'curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, body.c_str());',
      ];
    case 'file':
      return [
        `std::ifstream file(${quote(body.path)}, std::ios::binary);`,
        'const std::string body(std::istreambuf_iterator<char>(file), {});',
        'curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));',
        'curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());',
      ];
    case 'multipart':
      return [
        'curl_mime* mime = curl_mime_init(curl);',
        'curl_mimepart* part = nullptr;',
        ...body.parts.flatMap(({ key, value, file, contentType }) => [
          'part = curl_mime_addpart(mime);',
          `curl_mime_name(part, ${cText(key, quote)});`,
          file === undefined
            ? `curl_mime_data(part, ${cText(value, quote)}, CURL_ZERO_TERMINATED);`
            : `curl_mime_filedata(part, ${cText(file, quote)});`,
          ...(contentType ? [`curl_mime_type(part, ${cText(contentType, quote)});`] : []),
        ]),
        'curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);',
      ];
  }
}

const isPlain = (text: string) => splitVariables(text).every((part) => 'text' in part);

/** An expression of type const char*. */
function cText(text: string, quote: (text: string) => string): string {
  return isPlain(text) ? literal(text) : `(${quote(text)}).c_str()`;
}

export function cpp(request: CodeRequest, variables: Variables): string {
  const quote = (text: string) => {
    const expression = joined(text, variables, literal, ({ snake }) => snake);
    // Two literals cannot be added; one name is enough to make a std::string of it all.
    return isPlain(text) ? literal(text) : expression;
  };
  const { body, basicAuth } = request;
  const setopt = (option: string, text: string) => `curl_easy_setopt(curl, CURLOPT_${option}, ${cText(text, quote)});`;
  const main = [
    ...[...variables.values()].map(
      ({ snake, environment }) => `const std::string ${snake} = variable("${environment}");`,
    ),
    ...(variables.size ? [''] : []),
    'curl_global_init(CURL_GLOBAL_DEFAULT);',
    'CURL* curl = curl_easy_init();',
    setopt('URL', request.url),
    setopt('CUSTOMREQUEST', request.method),
    ...(request.method === 'HEAD' ? ['curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);'] : []),
    ...(request.headers.length ? ['curl_slist* headers = nullptr;'] : []),
    ...request.headers.map(
      ({ key, value }) =>
        `headers = curl_slist_append(headers, ${cText(value === '' ? `${key};` : `${key}: ${value}`, quote)});`,
    ),
    ...(request.headers.length ? ['curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);'] : []),
    ...(basicAuth ? [setopt('USERNAME', basicAuth.username), setopt('PASSWORD', basicAuth.password)] : []),
    ...bodyLines(request, quote),
    ...(request.followRedirects ? ['curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);'] : []),
    ...(request.insecure
      ? ['curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);', 'curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);']
      : []),
    '',
    'const CURLcode code = curl_easy_perform(curl);',
    'if (code != CURLE_OK) std::cerr << curl_easy_strerror(code) << "\\n";',
    ...(body.kind === 'multipart' ? ['curl_mime_free(mime);'] : []),
    ...(request.headers.length ? ['curl_slist_free_all(headers);'] : []),
    'curl_easy_cleanup(curl);',
    'curl_global_cleanup();',
    'return code == CURLE_OK ? 0 : 1;',
  ];
  const includes = [
    ...(variables.size ? ['cstdlib'] : []),
    ...(body.kind === 'file' ? ['fstream'] : []),
    'iostream',
    ...(body.kind === 'file' ? ['iterator'] : []),
    'string',
  ];
  const variable =
    'static std::string variable(const char* name) {\n  const char* value = std::getenv(name);\n' +
    '  return value == nullptr ? "" : value;\n}\n\n';
  return (
    `${leftOutComment(request, '//')}#include <curl/curl.h>\n\n${includes.map((name) => `#include <${name}>\n`).join('')}\n` +
    `${variables.size ? variable : ''}int main() {\n${main.map((line) => (line ? `  ${line}` : '')).join('\n')}\n}\n`
  );
}
