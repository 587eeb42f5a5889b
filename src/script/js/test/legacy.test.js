import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, Sandbox } from './support/sandbox.js';

const scopes = { environment: [{ key: 'x', value: '1' }], globals: [{ key: 'g', value: '2' }], data: { row: 'R' } };
const logsOf = ({ console: lines }, level) =>
  lines.filter((line) => line.level === level).map(({ messages }) => messages);

const values = [
  ['environment.x', '1'],
  ['globals.g', '2'],
  ['data.row', 'R'],
  ['iteration', 0],
  ['responseCode.code', 200],
  ['responseCode.name', 'OK'],
  ['responseTime', 12],
  ['responseHeaders["X-Trace"]', 'abc'],
  ['request.method', 'POST'],
  ['request.url', 'http://api.test:8080/things/1?q=1&r='],
  ['request.headers["x-one"]', '1'],
  ['request.data', '{"z":1}'],
  ['request.id', 'id-1'],
  ['responseCookies.count()', 0],
  ['postman.getResponseHeader("x-trace")', 'abc'],
  ['postman.getEnvironmentVariable("x")', '1'],
  ['postman.getGlobalVariable("g")', '2'],
  ['Object.keys(environment)', ['x']],
  ['"x" in environment', true],
  ['_.VERSION', '3.10.2'],
  ['_.map([1, 2], (n) => n * 2)', [2, 4]],
  ['CryptoJS.MD5("a").toString()', '0cc175b9c0f1b6a831c399e269772661'],
  ['btoa(atob("YWI="))', 'YWI='],
  ['tv4.validate(1, { type: "string" })', false],
  ['xml2Json("<a><b>1</b><b>2</b></a>")', { a: { b: ['1', '2'] } }],
  ['cheerio.load("<p>x</p>")("p").text()', 'x'],
  ['Backbone.VERSION', '1.6.0'],
  ['JSON.parse("[1]", (k, v) => v)', [1]],
  ["'abc'.capitalize() + [1, 2].first()", 'Abc1'],
];

for (const [expression, expected] of values) {
  test(`${expression} gives ${JSON.stringify(expected)}`, async () => {
    const result = await run(`console.log(${expression})`, { scopes: structuredClone(scopes) });
    assert.equal(result.done.error, undefined);
    assert.deepEqual(logsOf(result, 'log')[0][0], expected);
  });
}

test("`tests` becomes assertions after pm.test's", async () => {
  const code = `tests['yes'] = responseCode.code === 200; tests.no = 0; pm.test('first', () => {})`;
  const { assertions } = await run(code);
  assert.deepEqual(
    assertions.map(({ name, index, error }) => [name, index, error && `${error.name}: ${error.message}`]),
    [
      ['first', 0, undefined],
      ['yes', 1, undefined],
      ['no', 2, 'AssertionError: expected 0 to be truthy'],
    ],
  );
});

test('setters keep the scope and the old object in step', async () => {
  const code = `postman.setEnvironmentVariable('n', 5); postman.setEnvironmentVariable('f', false);
    postman.setGlobalVariable('o', { toString: () => 'text' }); postman.clearGlobalVariable('g');
    console.log(environment.n, environment.f, globals.o, globals.g)`;
  const result = await run(code, { scopes: structuredClone(scopes) });
  assert.deepEqual(logsOf(result, 'log')[0], ['5', false, 'text', '[undefined]']);
  assert.deepEqual(result.done.scopes, {
    environment: [['set', 'n', '5'], ['set', 'f', false]], // prettier-ignore
    globals: [['set', 'o', 'text'], ['unset', 'g']], // prettier-ignore
  });
});

test('each old name warns once', async () => {
  const code = `tests.a = 1; tests.b = 1; postman.setNextRequest('x'); _.isArray([]); Backbone.VERSION`;
  assert.deepEqual(logsOf(await run(code), 'warn'), [
    ['Using "tests" is deprecated. Use "pm.test()" instead.'],
    ['Using "postman.setNextRequest" is deprecated. Use "pm.execution.setNextRequest()" instead.'],
    ['Using "_" is deprecated. Use "require(\'lodash\')" instead.'],
    ['Using "Backbone" is deprecated. Use "require(\'backbone\')" instead.'],
  ]);
});

test('a script that begins with the marker has none of the old names', async () => {
  const result = await run(`"use sandbox2";\nconst tests = 1; console.log(typeof _, typeof responseBody, typeof pm)`);
  assert.deepEqual(logsOf(result, 'log')[0], ['undefined', 'undefined', 'object']);
});

test('names that a script does not mention cost nothing', async () => {
  const sandbox = new Sandbox();
  await sandbox.run(
    `pm.test('request and data and tests', () => pm.expect(pm.environment.get('_')).to.equal(undefined))`,
  );
  assert.deepEqual(sandbox.libraries, []);
});

test('eval sees the old names too', async () => {
  const result = await run(`console.log(eval('typeof tests + typeof ' + '_'))`);
  assert.deepEqual(logsOf(result, 'log')[0], ['objectfunction']);
});
