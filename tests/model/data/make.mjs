// Writes the tables of this folder: inputs, and what Postman's own packages make of them. Run by hand:
//   npm install newman@6.2.2 --prefix DIR && node make.mjs DIR
// Each input is written out here or drawn from a seeded generator, so that the tables come out equal every time.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(join(resolve(process.argv[2]), 'x.js'));
const sdk = require('postman-collection');
const transformer = require('postman-collection-transformer');
const parseCsv = require('csv-parse/lib/sync');
const newmanUtil = require('newman/lib/util');
const { resolveVariables } = require('postman-runtime/lib/runner/util');
const folder = dirname(fileURLToPath(import.meta.url));

let seed = 20240229;
const below = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 4294967296) * n);
};
const pick = (list) => list[below(list.length)];
const times = (n, make) => Array.from({ length: n }, make);
const some = (max, make) => times(below(max), make);
const text = (bits, max) => some(max, () => pick(bits)).join('');
const maybe = (object, key, values) => {
  const value = pick(values);
  if (value !== undefined) object[key] = value;
};
const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
const write = (name, rows) => writeFileSync(join(folder, `${name}.json`), `[\n${rows.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`);

// URLs -----------------------------------------------------------------------------------------------------------

const urlTexts = ['', ' ', 'localhost', 'http://localhost', 'localhost:3000/a', 'https://postman-echo.com/get?a=1&b=2#top',
  'http://u:p@h.com:8080/a/b', 'http://u@h', 'http://:p@h', 'http://@h', 'a@b@c/d', 'http://h:/a', 'http://h?', 'http://h/?',
  'http://h?a', 'http://h?a=', 'http://h?=b', 'http://h?a=b=c', 'http://h?a=1&&b=2&', 'http://h?&', 'http://h#', 'http://h#a#b',
  'http://h/#?x', 'http://h?x#y?z', 'http:///h/a', 'http:////h', 'file:///etc/hosts', 'FILE:////x', 'http:\\\\h\\a', 'h\\a?b\\c',
  '://h', 'http://[::1]/a', 'http://[::1]:80/a', '[fe80::1]', '{{url}}', '{{url}}/get', '{{url}}:{{port}}/{{path}}?{{q}}={{v}}#{{h}}',
  '{{a.b}}.com', '{{p://x}}h', '{{a/b}}/c', '{{a?b}}?c', '{{a#b}}#c', '{{u@v}}:{{p:q}}@h', '{{h:1}}:{{p]q}}', '{{a&b}}={{c&d}}',
  'http://h?{{a&b}}=1&{{c#d}}', 'http://h?a={{b=c}}', '{{a{{b}}}}', '{{a{{b.c}}}}/d', '{{', '}}', '{{}}', '{{{a.b}}}', '{{a}b.c}}',
  '/a/b', '//h/a', 'http://h/:id', 'http://h/:id/x/:id/:other', 'http://h/:id.json', 'http://h/:', 'http://h/:.x', 'http://h//a//',
  'http://h/%20 é', '\u00a0 http://h', 'mailto:x', 'http://h:80:90/a', 'h:80', 'ws+unix://h', 'http://a..b.', 'http://h/a?:id=1'];
const urlBits = ['http', '://', ':', '/', '//', '\\', '?', '#', '&', '=', '@', '.', ':id', '{{x}}', '{{a.b}}', '{{a&b}}', '{{#p}}',
  '{', '}', '{{', '}}', 'host', '8080', 'path', 'é', '[::1]'];
const queries = [undefined, null, '', 'a=b&c', 'a&&b', [], [{ key: 'a', value: 'b' }], [{ key: 'a', value: 'b', disabled: true }],
  [{ key: null, value: 'v' }, { key: 'n', value: null }], [{ key: 'a', value: 5 }], { a: 'b', c: 5 },
  [{ key: 'a&b=c#d', value: 'e=f&g#h{{x&y}}' }], ['a=b', null, { key: '', value: '' }], [{ key: '' }], [{ key: '', disabled: true }]];
const variables = [undefined, null, [{ key: 'id', value: '7' }], [{ id: 'id', value: '8' }], [{ key: 'id', value: 7 }],
  [{ key: 'id', value: 7, type: 'string' }], [{ key: 'id', type: 'string' }], [{ key: 'id', value: 'a', disabled: true }],
  [{ key: 'id', value: '' }], [{ key: 'id', value: '1' }, { key: 'id', value: '2' }], { key: 'id', value: '9' }];
const urlObject = () => {
  const url = { raw: 'http://ignored' };
  maybe(url, 'protocol', [undefined, null, '', 'http', 'https://']);
  maybe(url, 'host', [undefined, null, ['a', 'b'], 'a.b', ['{{h}}'], '{{a.b}}.c']);
  maybe(url, 'port', [undefined, '', '80', 80, '{{p}}']);
  maybe(url, 'path', [undefined, ['x', ':id', 'y'], '/x/:id', '/', '', [], ['a', 5]]);
  maybe(url, 'query', queries);
  maybe(url, 'variable', variables);
  maybe(url, 'hash', [undefined, null, '', 'h']);
  maybe(url, 'auth', [undefined, { user: 'u' }, { user: 'u', password: 'p' }, { password: 'p' }]);
  return { host: ['h'], ...url };
};
const urlParts = (url) => {
  const parts = plain(new sdk.Url(url).toJSON());
  if (parts.protocol === '') delete parts.protocol;
  for (const param of parts.query) param.key ??= '';
  return parts;
};
write('urls', [
  ...[...urlTexts, ...times(150, () => text(urlBits, 10))].map((url) => ({ in: url, text: new sdk.Url(url).toString(), parts: urlParts(url) })),
  ...times(150, urlObject).map((url) => ({ in: url, text: new sdk.Url(plain(url)).toString() })),
]);

// Headers --------------------------------------------------------------------------------------------------------

const headerBits = ['A', 'B-c', ':', ': ', ' ', '\n', '\r\n', '\r\n ', '\t', 'x y', 'http://h', '{{v}}', '//'];
const headerInputs = ['A: b\nC: d', 'A: b\r\nC: d\r\n', 'A:b:c', 'Host:http://x', 'A : b', ': b', 'A', 'A: b\r\n folded\r\nC: d', '',
  'A:\n', '  A: b', 'A:   b  ', ['A: b', 'C', { key: 'x', value: 5 }, { key: null }, { value: 'v' }, null, { key: 'n', value: null },
    { key: 'd', value: '1', disabled: true }], { A: 'b', C: 'd' }, ...times(100, () => text(headerBits, 12))];
const headerRow = (header) => plain({ disabled: header.disabled || undefined, key: header.key,
  value: header.value === null ? null : String(header.value) });
write('headers', headerInputs.map((input) => ({ in: input, out: new sdk.HeaderList(null, plain(input)).map(headerRow) })));

// CSV ------------------------------------------------------------------------------------------------------------

const cast = (value, context) => {
  if (context.quoting || context.header) return value;
  if (newmanUtil.isInt(value)) return parseInt(value, 10);
  return newmanUtil.isFloat(value) ? parseFloat(value) : value;
};
const csvRows = (input) => {
  try {
    return parseCsv(input, { columns: true, escape: '"', cast, trim: true, relax: true, relax_column_count: true, bom: true });
  } catch {
    return null;
  }
};
const csvValues = ['1', '001', '3.50', '-2', '+5', '1e3', '0x1f', '0b11', '0', '-0', '.5', '5.', '12345678901234567890', '1e400',
  'Infinity', 'true', 'null', '', ' 7 ', '\t8', '"9"', '""', '"a""b"', '"a,b"', '"a\nb"', '" c "', 'd"e', 'd"e"f', 'NaN', '1 2', '1,5', 'é'];
const csvBits = ['a', ',', '"', '""', '\n', '\r\n', '\r', ' ', '\t', '1', '3.50', 'true', '\ufeff'];
write('csv', [
  ...csvValues.map((value) => `a,b\n${value},x\n`), '', 'a,b', 'a,b\n', 'a\n\nb\n', 'a,b\n1\n1,2,3\n', 'a,a\n1,2\n', '\ufeffa,b\n1,2',
  'a,b\r\n1,2\r\n', 'a,b\r1,2\r', 'a,b\n1,2\r\n3,4', 'a,b\r\n1,2\n3,4', '"a","b"\n"1","2"', 'a,b\n"1', 'a,b\n"1"x,2', 'a,b\n"1" ,2',
  'a,b\n1,2\n\n', '\n1,2\n', ...times(150, () => `${below(2) ? 'a,b,c\n' : ''}${text(csvBits, 14)}`),
].map((input) => ({ in: input, rows: plain(csvRows(input)) })));

// Texts ----------------------------------------------------------------------------------------------------------

const textBits = ['{{', '}}', '{', '}', 'a', '{{a}}', '{{b}}', '{{c}}', '{{ab}}', 'x', ' ', '{{a b}}', '{{$x}}'];
const textValues = ['', 'v', '{{b}}', '{{a}}', '{{', '}}', 'a', '{{c}}x', 5, true, null, 0, false, 1.5, [1, [2, null], 'x'], { a: 1 }, '$&', 1e21];
write('texts', times(250, () => {
  const vars = {};
  for (const name of ['a', 'b', 'c', 'ab', 'a b']) if (below(3)) vars[name] = pick(textValues);
  const input = text(textBits, 7);
  return { in: input, vars, out: sdk.Property.replaceSubstitutions(input, [vars]) };
}).filter((row) => row.out.length < 2000));

// Scopes ---------------------------------------------------------------------------------------------------------

const types = [undefined, 'string', 'number', 'boolean', 'any', 'array', 'object', 'default', 'Number', 'text'];
const values = [undefined, null, '', '5', 'abc', 'false', 5, 0, true, false, [1, 2], { a: 1 }, '[1,2]', '{"a": 1}', 1.5, '0x1f', ' 7 '];
write('scopes', times(300, () => {
  const list = times(1 + below(4), () => {
    const variable = { key: pick(['a', 'b', 'c']) };
    maybe(variable, 'type', types);
    maybe(variable, 'value', values);
    maybe(variable, 'disabled', [undefined, undefined, undefined, true]);
    maybe(variable, 'enabled', [undefined, undefined, false]);
    return variable;
  });
  const ops = some(4, () => (below(3) ? ['set', pick(['a', 'b', 'd']), pick(values.slice(1))] : ['unset', pick(['a', 'b', 'c'])]));
  const scope = new sdk.VariableScope(plain({ id: 'i', name: 'n', values: list }));
  for (const [name, ...args] of ops) scope[name](...args);
  const found = {};
  for (const key of ['a', 'b', 'c', 'd']) if (scope.has(key)) found[key] = scope.values.oneNormalizedVariable(key).toString();
  return { in: { id: 'i', name: 'n', values: list }, ops, found, out: plain(scope.toJSON()) };
}));

// Collections ----------------------------------------------------------------------------------------------------

const templates = ['', 'a', '{{v}}', 'x{{v}}y', '{{missing}}', '{{obj}}', '{{n}}', '{{nested_{{v}}}}', '{{url}}'];
let items = 0;
const keyValue = () => {
  const param = {};
  maybe(param, 'key', [undefined, null, '', 'k', '{{v}}', 'K2', 5]);
  maybe(param, 'value', [undefined, null, ...templates, 5, true]);
  maybe(param, 'disabled', [undefined, undefined, undefined, true, false]);
  return param;
};
const formParam = () => {
  const param = keyValue();
  maybe(param, 'type', [undefined, 'text']);
  if (below(4) === 0) {
    delete param.value;
    param.type = 'file';
    maybe(param, 'src', ['a.txt', '{{v}}', ['a', '{{v}}'], null]);
  }
  maybe(param, 'contentType', [undefined, 'text/{{v}}']);
  maybe(param, 'fileName', [undefined, '{{v}}.png']);
  return param;
};
const requestUrl = () => {
  if (below(2)) return pick(['http://h/a?b={{v}}', '{{url}}/x/:id?q#h', '', '{{url}}', '{{host}}:{{port}}/p', 'http://{{v}}.com/{{missing}}/?']);
  const url = { raw: 'ignored', host: ['{{host}}'] };
  maybe(url, 'protocol', ['http', undefined]);
  maybe(url, 'port', ['80', undefined, '{{port}}']);
  maybe(url, 'path', [['x', ':id'], 'x/:id', undefined]);
  maybe(url, 'query', [undefined, some(4, keyValue)]);
  maybe(url, 'variable', [undefined, [{ key: 'id', value: pick(templates) }]]);
  return url;
};
const requestBody = () => pick([undefined, null, '{{v}} raw', {}, { mode: 'raw', raw: '{"a":"{{v}}"}', options: { raw: { language: 'json' } } },
  { mode: 'raw' }, { mode: 'urlencoded', urlencoded: 'a={{v}}&b' }, { mode: 'urlencoded', urlencoded: some(4, keyValue) },
  { mode: 'formdata', formdata: some(4, formParam) }, { mode: 'file', file: 'a/{{v}}' }, { mode: 'file', file: { src: '{{v}}' } },
  { mode: 'file', file: { content: '{{v}}' } }, { mode: 'graphql', graphql: { query: '{{v}}', variables: '{"a":"{{v}}"}', extra: 1 } },
  { mode: 'graphql', graphql: { query: '{{v}}', variables: { a: ['{{v}}', 5] } } }, { mode: 'none' }, { mode: 'RAW', raw: '{{n}}', disabled: true }]);
const auth = () => pick([undefined, undefined, null, { type: 'noauth' }, { type: 'basic', basic: [{ key: 'username', value: '{{v}}', type: 'string' },
  { key: 'password', value: '{{n}}' }, { key: 'b', value: 'false', type: 'boolean' }, { key: 'username', value: 'again' }] },
{ type: 'bearer', bearer: { token: '{{v}}', n: 5, l: [{ a: '{{v}}' }] } }, { type: 'apikey' }, { basic: [] }, { type: 'type' }]);
const event = () => {
  const made = {};
  maybe(made, 'listen', ['test', 'prerequest', 'test', undefined]);
  maybe(made, 'script', ['a\r\nb', ['a', 'b'], { exec: ['l1', 'l2'] }, { exec: 's1\ns2' }, { type: 'text/javascript', exec: [] },
    { src: 'x.js', exec: 'no' }, undefined]);
  maybe(made, 'disabled', [undefined, undefined, true]);
  return made;
};
const behavior = () => pick([undefined, undefined, { followRedirects: false }, { strictSSL: true, followRedirects: true }]);
const decorate = (object) => {
  maybe(object, 'event', [undefined, some(4, event)]);
  maybe(object, 'protocolProfileBehavior', [behavior()]);
  return object;
};
const item = (depth) => {
  const made = decorate({ name: `i${items++}` });
  if (depth > 0 && below(3) === 0) {
    made.item = some(4, () => item(depth - 1));
    maybe(made, 'auth', [auth()]);
    return made;
  }
  if (below(8) === 0) return { ...made, request: '{{url}}/str?{{v}}' };
  made.request = { url: requestUrl() };
  maybe(made.request, 'method', ['GET', 'post', '{{m}}', undefined, null]);
  maybe(made.request, 'header', [undefined, null, 'A: {{v}}\nB: c', some(4, keyValue)]);
  maybe(made.request, 'body', [requestBody()]);
  maybe(made.request, 'auth', [auth()]);
  return made;
};
const collection2 = () => {
  const made = decorate({ info: { name: 'c', _postman_id: 'x' }, item: times(4, () => item(3)) });
  maybe(made, 'auth', [auth()]);
  maybe(made, 'variable', [undefined, [{ key: 'cv', value: '1' }, { key: 'v', value: 'coll' }]]);
  return made;
};
const helper = (object) => {
  const attributes = { username: '{{v}}', password: 'p', saveToRequest: true, token: 't', hawk_id: 'h', header: true, key: 'k', value: 'w',
    in: 'query', accessKey: 'a', accessToken: '{{v}}', ext: 'e' };
  maybe(object, 'currentHelper', [undefined, undefined, null, 'normal', 'basicAuth', 'digestAuth', 'bearerAuth', 'oAuth1', 'oAuth2', 'hawkAuth',
    'ntlmAuth', 'awsSigV4', 'apikeyAuth', 'other']);
  maybe(object, 'helperAttributes', [undefined, attributes, JSON.stringify(attributes), '{bad', null]);
  maybe(object, 'auth', [undefined, undefined, { type: 'noauth' }, null,
    { type: 'basic', basic: [{ key: 'username', value: 'u' }, { key: 'password', value: '{{v}}' }] }]);
};
const scripts = (object) => {
  maybe(object, 'tests', [undefined, 't1\nt2', ['x'], '', null]);
  maybe(object, 'preRequestScript', [undefined, 'p1', null]);
  maybe(object, 'events', [undefined, [], [{ listen: 'prerequest', script: { exec: 'e1\ne2', id: 'q' } }, { script: { type: 't', exec: ['e3'] } }]]);
};
const request1 = (id) => {
  const made = { id, name: `r${id}` };
  maybe(made, 'url', ['http://h/a?b={{v}}', '{{url}}/:id/x?y', 'http:\\\\h\\p', 'http:///h/x', 'h/:a.b?', '', undefined, 'http://h/:id?a=1&&b']);
  maybe(made, 'method', ['GET', 'POST', undefined]);
  maybe(made, 'headers', [undefined, 'A: b\nC: {{v}}\n', '//D: off\n// E: f\nG: h\r\n', '', null, [{ key: 'arr', value: '{{v}}' }]]);
  maybe(made, 'headerData', [undefined, null, [{ key: 'A', value: 'data' }, { key: '//X', value: 'y' }, { key: 'Z', value: '1', enabled: false },
    { key: 'W', value: '2', enabled: true }]]);
  scripts(made);
  helper(made);
  maybe(made, 'dataMode', [undefined, null, 'params', 'urlencoded', 'raw', 'binary', 'graphql', 'weird']);
  maybe(made, 'rawModeData', [undefined, null, 'raw {{v}}', ['one'], ['one', 'two'], []]);
  maybe(made, 'data', [undefined, null, [], 'text', [{ key: 'a', value: '{{v}}', type: 'text', enabled: true }, { key: 'f', value: 'file.txt', type: 'file' },
    { key: 'off', value: 'x', enabled: false }, { value: 'nokey' }, { key: 'ff', value: ['a', 'b'], type: 'file' }]]);
  maybe(made, 'graphqlModeData', [undefined, { query: 'q', variables: '{}' }, {}]);
  maybe(made, 'dataDisabled', [undefined, true, false]);
  maybe(made, 'dataOptions', [undefined, { raw: { language: 'json' } }, { graphql: {} }, { params: {}, raw: {} }]);
  maybe(made, 'queryParams', [undefined, [], [{ key: 'q', value: '{{v}}', enabled: true }, { key: 'off', value: '1', enabled: false },
    { key: 'e', value: null, equals: true }, { key: 'e2', value: '', equals: false }]]);
  maybe(made, 'pathVariables', [undefined, { id: 'pv', a: '{{v}}' }, null]);
  maybe(made, 'pathVariableData', [undefined, [{ key: 'id', value: 'pvd' }], []]);
  maybe(made, 'protocolProfileBehavior', [behavior()]);
  return made;
};
const collection1 = () => {
  const ids = ['1', '2', 5];
  const made = { id: 'cid', name: 'one', requests: ids.map(request1), order: some(5, () => pick([...ids, 'nope'])) };
  made.folders = ['f1', 'f2', 'f3'].map((id) => {
    const folder1 = { id, name: id };
    maybe(folder1, 'order', [undefined, some(4, () => pick(ids)), null]);
    scripts(folder1);
    if (below(3) === 0) helper(folder1);
    return folder1;
  });
  if (below(2)) made.folders[0].folders_order = ['f2'];
  if (below(3) === 0) made.folders[1].folders_order = ['f3', 'gone'];
  maybe(made, 'folders_order', [undefined, ['f3', 'f1', 'f2'], ['f1'], []]);
  maybe(made, 'variables', [undefined, [{ id: 'cv', value: '1', type: 'text' }, { key: 'v', value: 'coll' }], []]);
  scripts(made);
  if (below(3) === 0) helper(made);
  return made;
};

const environment = { id: 'e', name: 'e', values: [{ key: 'v', value: 'VAL' }, { key: 'n', value: 5 }, { key: 'obj', value: { a: 1 } },
  { key: 'nested_VAL', value: 'deep {{n}}' }, { key: 'url', value: 'https://u:p@{{host}}/base' }, { key: 'host', value: 'ho.st' },
  { key: 'port', value: '81' }, { key: 'm', value: 'x' }, { key: 'M', value: 'patch' }] };
const data = { n: null, d: 'row' };

// Values are compared as text where Signet keeps text; absent, null and empty are told apart only where it matters.
const bodyRow = (body) => {
  if (!body?.mode) return null;
  const row = { mode: body.mode };
  if (body.options) row.options = body.options;
  if (body.disabled) row.disabled = true;
  let content = body[body.mode];
  if (Array.isArray(content)) {
    content = content.map((param) => {
      const out = { key: typeof param.key === 'string' ? param.key : '', value: param.value ?? null };
      if (body.mode === 'formdata') {
        out.key = String(param.key || '');
        for (const key of ['type', 'contentType', 'fileName', 'src']) if (param[key] != null) out[key] = param[key];
        if (param.type === 'file') delete out.value;
      }
      if (out.value != null) out.value = String(out.value);
      if (param.disabled) out.disabled = true;
      return out;
    });
  }
  if (body.mode === 'file' && content) content = Object.fromEntries(Object.entries(content).filter(([, value]) => value));
  row[body.mode] = content ?? {};
  return row;
};
const authRow = (value) => {
  if (!value) return null;
  const params = {};
  for (const param of value[value.type] ?? []) if (param.value != null) params[param.key] = param.value;
  return { type: value.type, params };
};
const itemRow = (collection, sdkItem) => {
  const context = { item: new sdk.Item(sdkItem.toJSON()), auth: sdkItem.getAuth() };
  resolveVariables(context, {
    _variables: new sdk.VariableScope(), data, environment: new sdk.VariableScope(plain(environment)), globals: new sdk.VariableScope(),
    collectionVariables: new sdk.VariableScope(collection.variables.toJSON()), vaultSecrets: new sdk.VariableScope(),
  });
  const { request } = context.item;
  const events = ['prerequest', 'test'].flatMap((listen) => sdkItem.events.listeners(listen).map((e) => `${listen}:${e.script?.toSource() ?? ''}`));
  return {
    name: sdkItem.name, url: request.url.toString(), method: request.method,
    header: request.headers.map((header) => headerRow({ ...header, key: String(header.key) })), body: bodyRow(plain(request.body?.toJSON())),
    auth: authRow(plain(context.auth?.toJSON())), events, behavior: plain(sdkItem.getProtocolProfileBehaviorResolved()),
  };
};
const convert = (source) => {
  let converted = plain(source);
  if (source.requests) {
    transformer.convert(plain(source), { inputVersion: '1.0.0', outputVersion: '2.1.0' }, (error, result) => {
      if (error) throw error;
      converted = plain(result);
    });
  }
  return new sdk.Collection(converted);
};
write('collections', [...times(40, collection2), ...times(40, collection1)].map((source) => {
  const collection = convert(source);
  const rows = [];
  collection.forEachItem((sdkItem) => rows.push(itemRow(collection, sdkItem)));
  return { collection: plain(source), items: rows };
}));
writeFileSync(join(folder, 'scopes_of_collections.json'), `${JSON.stringify({ environment, data })}\n`);
