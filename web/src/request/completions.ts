// What fields of requests and scripts complete with.

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';

type Source = (context: CompletionContext) => CompletionResult | null;

const kMediaTypes = [
  'application/json',
  'application/xml',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'multipart/form-data',
  'text/plain',
  'text/html',
  'text/csv',
];

/** Headers that requests have, with values that are often wanted. */
const kHeaders: Record<string, readonly string[]> = {
  Accept: ['*/*', ...kMediaTypes],
  'Accept-Charset': ['utf-8'],
  'Accept-Encoding': ['gzip, deflate, br', 'identity'],
  'Accept-Language': ['en', 'en-GB, en;q=0.8'],
  Authorization: ['Bearer {{token}}', 'Basic '],
  'Cache-Control': ['no-cache', 'no-store', 'max-age=0'],
  Connection: ['keep-alive', 'close'],
  'Content-Encoding': ['gzip', 'br'],
  'Content-Language': ['en'],
  'Content-Type': kMediaTypes,
  Cookie: [],
  Date: ['{{$isoTimestamp}}'],
  DNT: ['1'],
  Expect: ['100-continue'],
  Forwarded: [],
  From: [],
  Host: [],
  'Idempotency-Key': ['{{$guid}}'],
  'If-Match': ['*'],
  'If-Modified-Since': [],
  'If-None-Match': ['*'],
  'If-Unmodified-Since': [],
  Origin: [],
  Pragma: ['no-cache'],
  Prefer: ['return=minimal', 'respond-async'],
  'Proxy-Authorization': [],
  Range: ['bytes=0-1023'],
  Referer: [],
  TE: ['trailers'],
  traceparent: [],
  'Upgrade-Insecure-Requests': ['1'],
  'User-Agent': [],
  'X-Api-Key': ['{{apiKey}}'],
  'X-CSRF-Token': [],
  'X-Forwarded-For': ['{{$randomIP}}'],
  'X-HTTP-Method-Override': ['PUT', 'PATCH', 'DELETE'],
  'X-Request-ID': ['{{$guid}}'],
  'X-Requested-With': ['XMLHttpRequest'],
};

/** Completes the whole field. */
function fieldSource(options: readonly string[]): Source {
  const completions = options.map((label): Completion => ({ label }));
  return (context) => {
    const text = context.state.doc.toString();
    if (text.includes('{{') || (text === '' && !context.explicit)) return null;
    return { from: 0, options: completions, validFor: /^[^{]*$/ };
  };
}

export const headerNames: Source = fieldSource(Object.keys(kHeaders));

const kValueSources = new Map(
  Object.entries(kHeaders)
    .filter(([, values]) => values.length)
    .map(([name, values]) => [name.toLowerCase(), fieldSource(values)]),
);

export function headerValues(name: string): Source | undefined {
  return kValueSources.get(name.toLowerCase());
}

/** `name  kind  what it does` of pm's members, a line each. */
const kPm = `
pm.test(name, fn)|Asserts something under a name
pm.test.skip(name, fn)|A test that is not run
pm.expect(value)|Chai’s expect
pm.environment.get(key)|A variable of the environment
pm.environment.set(key, value)|Sets a variable of the environment
pm.environment.unset(key)|Removes one
pm.environment.has(key)|Whether there is one
pm.environment.replaceIn(text)|Replaces {{names}}
pm.environment.toObject()|All of them
pm.environment.name|The name of the environment
pm.collectionVariables.get(key)|A variable of the collection
pm.collectionVariables.set(key, value)|Sets a variable of the collection
pm.collectionVariables.unset(key)|Removes one
pm.collectionVariables.has(key)|Whether there is one
pm.collectionVariables.replaceIn(text)|Replaces {{names}}
pm.globals.get(key)|A global variable
pm.globals.set(key, value)|Sets a global variable
pm.globals.unset(key)|Removes one
pm.globals.has(key)|Whether there is one
pm.variables.get(key)|A variable of the narrowest scope that has it
pm.variables.set(key, value)|Sets a variable for this run only
pm.variables.has(key)|Whether any scope has it
pm.variables.replaceIn(text)|Replaces {{names}}, {{$guid}} too
pm.iterationData.get(key)|A value of the data row
pm.iterationData.toObject()|The data row
pm.request.url|The URL that is sent
pm.request.method|The method
pm.request.headers.get(name)|A header of the request
pm.request.headers.add({key, value})|Adds a header
pm.request.headers.upsert({key, value})|Sets a header
pm.request.headers.remove(name)|Removes a header
pm.request.body|The body
pm.response.code|The status, a number
pm.response.status|The status, a text
pm.response.headers.get(name)|A header of the response
pm.response.json()|The body, read as JSON
pm.response.text()|The body, as text
pm.response.responseTime|Milliseconds
pm.response.responseSize|Bytes of the body
pm.response.to.have.status(code)|Asserts the status
pm.response.to.have.header(name)|Asserts a header
pm.response.to.have.jsonBody(path)|Asserts a member of the body
pm.response.to.be.ok|Asserts a status of 2xx
pm.cookies.get(name)|A cookie of the URL
pm.cookies.has(name)|Whether there is one
pm.cookies.toObject()|All cookies of the URL
pm.sendRequest(request, callback)|Sends another request
pm.info.requestName|The name of the request
pm.info.iteration|The number of the iteration, from 0
pm.info.eventName|prerequest or test
pm.execution.setNextRequest(name)|What runs next in a run of the collection
pm.execution.skipRequest()|Does not send this request
pm.vault.get(key)|A secret of your vault, with your consent
pm.visualizer.set(template, data)|Shows the response your way
pm.require(name)|Not there: use require
`;

interface PmMember {
  path: string;
  args: string;
  info: string;
}

export const pmMembers: readonly PmMember[] = kPm
  .trim()
  .split('\n')
  .map((line) => {
    const [signature = '', info = ''] = line.split('|');
    const open = signature.indexOf('(');
    return open < 0
      ? { path: signature, args: '', info }
      : { path: signature.slice(0, open), args: signature.slice(open), info };
  });

/** The members right behind `before`, a path such as "pm.response." */
export function pmMembersAfter(before: string): Completion[] {
  const found = new Map<string, Completion>();
  for (const { path, args, info } of pmMembers) {
    if (!path.startsWith(before)) continue;
    const rest = path.slice(before.length);
    const dot = rest.indexOf('.');
    const label = dot < 0 ? rest : rest.slice(0, dot);
    if (!label || (dot >= 0 && found.has(label))) continue;
    found.set(
      label,
      dot < 0
        ? { label, detail: args, info, apply: args === '()' ? `${label}()` : args ? `${label}(` : label }
        : { label, detail: '…' },
    );
  }
  return [...found.values()];
}

export const completePm: Source = (context) => {
  const path = context.matchBefore(/\bpm(\.\w*)+$/);
  if (path) {
    const from = path.text.lastIndexOf('.') + 1;
    return { from: path.from + from, options: pmMembersAfter(path.text.slice(0, from)), validFor: /^\w*$/ };
  }
  const word = context.matchBefore(/\w+$/);
  if (!word || (!context.explicit && word.text.length < 1)) return null;
  const options = ['pm', 'console.log', 'JSON.parse', 'JSON.stringify', 'require', 'const', 'let', 'await'];
  return { from: word.from, options: options.map((label) => ({ label })), validFor: /^\w*$/ };
};
