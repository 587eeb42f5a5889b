import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { run, Sandbox, valueOf } from './support/sandbox.js';

const dist = new URL('../dist/', import.meta.url);

const uses = [
  ['require("lodash").chunk([1, 2, 3], 2)', [[1, 2], [3]]], // prettier-ignore
  ['require("lodash").VERSION', '4.17.21'],
  ['require("moment").utc("2020-02-28").add(2, "days").format("YYYY-MM-DD")', '2020-03-01'],
  ['new (require("ajv"))().validate({ type: "string" }, 1)', false],
  ['require("tv4").validate({}, { required: ["a"] })', false],
  ['require("crypto-js").SHA256("x").toString().slice(0, 8)', '2d711642'],
  ['require("crypto-js").HmacSHA1("a", "k").toString().length', 40],
  ['require("uuid").v4().length + require("uuid")().length', 72],
  ['require("btoa")(require("atob")("YWJj"))', 'YWJj'],
  ['require("path").join("a", "..", "b")', 'b'],
  ['require("querystring").parse("a=1&b=2")', { a: '1', b: '2' }],
  ['require("url").parse("http://h:1/p?q=1").host', 'h:1'],
  ['require("punycode").toASCII("ma\u00f1ana.com")', 'xn--maana-pta.com'],
  ['require("util").inspect({ a: 1 })', '{ a: 1 }'],
  ['new (require("string_decoder").StringDecoder)("utf8").write(Buffer.from("\u00e9"))', '\u00e9'],
  ['typeof require("stream").Readable', 'function'],
  ['typeof require("timers").setTimeout', 'function'],
  ['typeof require("events").EventEmitter', 'function'],
  ['require("csv-parse/lib/sync")("a,b\\n1,2", { columns: true })', [{ a: '1', b: '2' }]],
  ['require("cheerio").load("<a href=x>t</a>")("a").attr("href")', 'x'],
  ['require("buffer").Buffer === Buffer', true],
  ['Buffer.from("h\u00e9").toString("base64")', 'aMOp'],
  ['require("json").parse("{}")', {}],
  ['require("os").EOL', '\n'],
  ['require("fs")', {}],
  ['require("lodash") === require("lodash")', true],
  ['Object.keys(require("postman-collection")).length', 32],
  ['new (require("postman-collection").Url)("http://a/b?c=d").query.toObject()', { c: 'd' }],
  ['new (require("postman-collection").Collection)({ item: [{ name: "i" }] }).items.count()', 1],
  ['require("postman-collection").Property.replaceSubstitutions("{{a}}", { a: 1 })', '1'],
];

for (const [expression, expected] of uses) {
  test(`${expression} gives ${JSON.stringify(expected)}`, async () => {
    assert.deepEqual(await valueOf(expression), expected);
  });
}

test('xml2js calls back', async () => {
  const code = `require('xml2js').parseString('<a><b>1</b></a>', (e, r) => console.log(e, r))`;
  const { console: lines } = await run(code);
  assert.deepEqual(lines[0].messages, [null, { a: { b: ['1'] } }]);
});

test('assert says what Node says', async () => {
  const { assertions } = await run(`pm.test('a', () => require('assert').strictEqual(1, 2))`);
  assert.match(assertions[0].error.message, /^Expected values to be strictly equal:\n\n1 !== 2/);
});

for (const name of ['nope', 'csv-parse', 'lodash/fp', 'lodash3', 'handlebars', 'http', '#globals', '__proto__', '']) {
  test(`'${name}' is not to be had`, async () => {
    const { done } = await run(`require(${JSON.stringify(name)})`);
    assert.equal(done.error.message, `Cannot find module '${name}'`);
  });
}

test('a library is evaluated once in a worker', async () => {
  const sandbox = new Sandbox();
  await sandbox.run(`require('lodash')`);
  await sandbox.run(`require('lodash')`);
  assert.deepEqual(sandbox.libraries, ['lodash']);
});

test('the bundle is ASCII, and the bootstrap is small', () => {
  for (const name of readdirSync(dist, { recursive: true }).filter((file) => file.endsWith('.js'))) {
    const bytes = readFileSync(new URL(name, dist));
    assert.ok(
      bytes.every((byte) => byte < 128),
      `${name} is not ASCII`,
    );
  }
  assert.ok(readFileSync(new URL('bootstrap.js', dist)).length < 100_000);
});

test('the manifest names the libraries', () => {
  const names = readFileSync(new URL('manifest.txt', dist), 'utf8').trim().split('\n');
  const files = readdirSync(new URL('lib/', dist)).map((file) => file.replace(/\.js$/, '').replaceAll('__', '/'));
  assert.deepEqual(names, files.sort());
});
