// Bundles the sandbox: `node build.mjs OUTDIR` writes bootstrap.js, lib/NAME.js for each library, and manifest.txt with the
// libraries' names, and licenses.txt with the licenses of all that is bundled. The bootstrap evaluates to `(host) => api`, a library to `function(module, exports, require) {...}`.
// All ASCII. The same sources and lock file give the same bytes.
import { build } from 'esbuild';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const out = resolve(process.argv[2] ?? 'dist');

/** What scripts may require: the list of Postman's sandbox, with the versions that it bundles. */
const PUBLIC = {
  _process: 'process/browser.js',
  ajv: 'ajv',
  assert: 'assert/build/assert.js',
  atob: 'atob/node-atob.js',
  backbone: 'backbone',
  btoa: 'btoa/index.js',
  buffer: 'buffer/index.js',
  chai: './lib/chai.cjs',
  cheerio: 'cheerio',
  'crypto-js': 'crypto-js',
  'csv-parse/lib/sync': 'csv-parse/lib/sync.js',
  events: 'events/events.js',
  fs: './lib/empty.cjs',
  json: 'liquid-json',
  lodash: 'lodash',
  moment: 'moment/min/moment.min.js',
  os: 'os-browserify/browser.js',
  path: 'path-browserify',
  'postman-collection': 'postman-collection',
  punycode: 'punycode/punycode.js',
  querystring: 'querystring-es3',
  stream: 'stream-browserify',
  string_decoder: 'string_decoder/lib/string_decoder.js',
  timers: 'timers-browserify',
  tv4: 'tv4',
  url: 'url/url.js',
  util: 'util/util.js',
  xml2js: 'xml2js',
};

/** Libraries that only the sandbox itself and other libraries use. */
const PRIVATE = {
  'file-type': 'file-type',
  handlebars: 'handlebars/dist/cjs/handlebars.js',
  'iconv-lite': 'iconv-lite',
  lodash3: 'lodash3',
  'mime-types': 'mime-types',
  semver: 'semver/functions/parse.js',
  sugar: 'sugar/release/sugar-full.development.js',
  'tough-cookie': './lib/tough-cookie.cjs',
};

/** Modules that a library leaves to the sandbox's own `require` rather than bundling a copy. */
const SHARED = new Set([
  ...['_process', 'ajv', 'buffer', 'events', 'fs', 'os', 'path', 'punycode', 'querystring', 'stream'],
  ...['string_decoder', 'timers', 'url', 'util', 'file-type', 'iconv-lite', 'mime-types', 'semver'],
]);

/** Names that libraries take from the global object, which has none of them here: see src/library-globals.js. */
const GLOBALS = ['Buffer', 'process', 'global', 'console'].concat(
  ['Timeout', 'Interval', 'Immediate'].flatMap((kind) => [`set${kind}`, `clear${kind}`]),
);
const define = Object.fromEntries([...GLOBALS, 'globalThis'].map((name) => [name, `__globals.${name}`]));
define.globalThis = '__globals.global';

const sdkAliases = ['lodash', 'iconv-lite', 'mime-types', 'file-type', 'semver', 'uuid'];
const dynamicNames = Object.keys(require('postman-collection/lib/superstring/dynamic-variables')).sort();

/** Whether the package that `importer` belongs to says that in a browser it does without the module `path`. */
function isLeftOut(path, importer) {
  for (let folder = dirname(importer); folder.includes('node_modules'); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).browser?.[path] === false;
  }
  return false;
}

/** loupe (chai's inspect) with one more property of errors that it does not show: the one that JavaScriptCore adds. */
function withoutSourceUrl(path) {
  const source = readFileSync(path, 'utf8');
  const last = "'number', 'description'";
  if (!source.includes(last)) throw new Error(`${path}: the list of error properties is not where it was`);
  return source.replace(last, `${last}, 'sourceURL'`);
}

/** Resolves what esbuild cannot know: shared modules, the sandbox's own (#name), and the SDK's stand-ins. */
function resolver(library) {
  return {
    name: 'sandbox-modules',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^#dynamic-names$/ }, () => ({ path: 'dynamic-names', namespace: 'generated' }));
      esbuild.onLoad({ filter: /.*/, namespace: 'generated' }, () => ({
        contents: `module.exports = ${JSON.stringify(dynamicNames)}`,
      }));
      esbuild.onResolve({ filter: /^#/ }, ({ path }) => ({ path, external: true }));
      esbuild.onResolve({ filter: /^punycode\/$/ }, () => ({ path: 'punycode', external: true }));
      esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
        if (kind === 'entry-point') return undefined;
        if (library === 'postman-collection' && sdkAliases.includes(path) && !importer.includes('/lib/sdk/')) {
          return { path: join(here, 'lib/sdk', `${path}.cjs`) };
        }
        const isShared = SHARED.has(path) && path !== library && !isLeftOut(path, importer);
        return isShared ? { path, external: true } : undefined;
      });
      if (library === 'chai') {
        esbuild.onLoad({ filter: /\/loupe\.js$/ }, ({ path }) => ({ contents: withoutSourceUrl(path) }));
      }
      if (library === 'postman-collection') {
        esbuild.onResolve({ filter: /\/dynamic-variables$/ }, () => ({
          path: join(here, 'lib/sdk/dynamic-variables.cjs'),
        }));
      }
      if (library === 'tough-cookie') {
        esbuild.onResolve({ filter: /\/(pubsuffix-psl|memstore)$/ }, () => ({ path: join(here, 'lib/empty.cjs') }));
      }
    },
  };
}

const common = {
  absWorkingDir: here,
  bundle: true,
  charset: 'ascii',
  format: 'cjs',
  keepNames: true,
  legalComments: 'none',
  logLevel: 'error',
  logOverride: { 'direct-eval': 'silent' },
  metafile: true,
  minify: true,
  target: 'es2022',
  write: false,
};

/** What evaluating Sugar adds to the language's objects: names by "Array", "Array.prototype" ... */
function sugarNames() {
  const context = vm.createContext({});
  const list = () =>
    vm.runInContext(
      `Object.fromEntries([Array, String, Number, Date, Object, Function, RegExp].flatMap((type) => [
         [type.name, Object.getOwnPropertyNames(type)],
         [type.name + '.prototype', Object.getOwnPropertyNames(type.prototype)],
       ]))`,
      context,
    );
  const before = list();
  vm.runInContext(readFileSync(require.resolve(PRIVATE.sugar), 'utf8'), context);
  const added = ([holder, names]) => [holder, names.filter((name) => !before[holder].includes(name))];
  return Object.fromEntries(Object.entries(list()).map(added));
}

/** esbuild leaves the characters of regular expressions as they are; an escape means the same there. */
function toAscii(text) {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const licenses = new Map();

/** Notes the license of the package that a bundled file is of. */
function noteLicense(input) {
  const folder = input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
  if (!folder || licenses.has(folder)) return;
  const { name, version, license, licenses: older } = JSON.parse(readFileSync(join(here, folder, 'package.json')));
  const kind = license?.type ?? license ?? older?.map(({ type }) => type).join(', ') ?? 'see its text';
  const file = readdirSync(join(here, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file ? readFileSync(join(here, folder, file), 'utf8').trim() : '';
  licenses.set(folder, `${name} ${version} (${kind})\n\n${text}\n`);
}

async function buildLibrary(name, entry) {
  const result = await build({
    ...common,
    // moment is one file that would require its locales by computed names; it is left as it is.
    bundle: name !== 'moment',
    entryPoints: [entry.startsWith('./') ? entry : require.resolve(entry)],
    platform: 'browser',
    mainFields: ['browser', 'main'],
    define,
    plugins: name === 'moment' ? [] : [resolver(name)],
    banner: { js: '(function(module,exports,require){var __globals=require("#globals");' },
    footer: { js: '})' },
  });
  writeFileSync(join(out, 'lib', `${name.replaceAll('/', '__')}.js`), toAscii(result.outputFiles[0].text));
  for (const input of Object.keys(result.metafile.inputs)) noteLicense(input);
}

async function buildBootstrap() {
  const result = await build({
    ...common,
    entryPoints: ['src/main.js'],
    keepNames: false,
    define: {
      PUBLIC_LIBRARIES: JSON.stringify(Object.keys(PUBLIC).sort()),
      SUGAR_NAMES: JSON.stringify(sugarNames()),
    },
    banner: { js: '(function(){"use strict";var module={exports:{}};' },
    footer: { js: 'return module.exports.bootstrap})()' },
  });
  writeFileSync(join(out, 'bootstrap.js'), toAscii(result.outputFiles[0].text));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'lib'), { recursive: true });
const libraries = Object.entries({ ...PUBLIC, ...PRIVATE });
await Promise.all([buildBootstrap(), ...libraries.map(([name, entry]) => buildLibrary(name, entry))]);
const names = libraries.map(([name]) => name).sort();
writeFileSync(join(out, 'manifest.txt'), `${names.join('\n')}\n`);
writeFileSync(join(out, 'licenses.txt'), [...new Set(licenses.values())].sort().join(`\n${'-'.repeat(80)}\n`));
