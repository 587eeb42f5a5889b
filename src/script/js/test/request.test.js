import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, valueOf } from './support/sandbox.js';

const members = [
  ['pm.request.method', 'POST'],
  ['pm.request.url.toString()', 'http://api.test:8080/things/1?q=1&r='],
  ['pm.request.url.getPath()', '/things/1'],
  ['pm.request.url.query.get("q")', '1'],
  ['pm.request.headers.get("x-one")', '1'],
  ['pm.request.body.raw', '{"z":1}'],
  ['pm.request instanceof require("postman-collection").Request', true],
];

for (const [expression, expected] of members) {
  test(`${expression} gives ${JSON.stringify(expected)}`, async () => {
    assert.deepEqual(await valueOf(expression), expected);
  });
}

const edits = [
  ['pm.request.headers.add({ key: "N", value: "n" })', ({ header }) => header.at(-1), { key: 'N', value: 'n' }],
  ['pm.request.headers.upsert({ key: "x-one", value: "2" })', ({ header }) => header[0].value, '2'],
  ['pm.request.headers.remove("X-One")', ({ header }) => header.length, 1],
  ['pm.request.method = "PUT"', ({ method }) => method, 'PUT'],
  ['pm.request.url = "http://other/x"', ({ url }) => url, 'http://other/x'],
  ['pm.request.addQueryParams("a=b")', ({ url }) => url.query.at(-1), { key: 'a', value: 'b' }],
  ['pm.request.body.update({ mode: "raw", raw: "new" })', ({ body }) => body.raw, 'new'],
];

for (const [code, pick, expected] of edits) {
  test(`${code} is told to the parent`, async () => {
    const { done } = await run(code, { event: 'prerequest' });
    assert.deepEqual(pick(done.request), expected);
  });
}

test('a request that was only read is not sent back', async () => {
  const { done } = await run('pm.request.url.toString(); pm.request.headers.all()', { event: 'prerequest' });
  assert.equal(done.request, undefined);
});

test('info, location and the API object are as Postman has them', async () => {
  const expression = `[pm.info.eventName, pm.info.iteration, pm.info.iterationCount, pm.info.requestName, pm.info.requestId,
    JSON.stringify(pm.info), pm.execution.location, pm.execution.location.current, Object.keys(pm)]`;
  assert.deepEqual(await valueOf(expression), [
    ...['test', 0, 1, 'name', 'id-1', '{}'],
    ...[['folder', 'name'], 'name', ['test']],
  ]);
});

test('skipRequest ends what the script has to say', async () => {
  const code = `pm.environment.set('a', 1); pm.execution.skipRequest(); pm.environment.set('b', 1);
    console.log('unheard'); pm.test('unheard', () => {}); setTimeout(() => console.log('never'), 5)`;
  const { messages } = await run(code, { event: 'prerequest' });
  assert.deepEqual(messages, [{ type: 'done', id: 7, skipRequest: true, scopes: { environment: [['set', 'a', 1]] } }]);
});

test('skipRequest is no function in a test script', async () => {
  const { done } = await run('pm.execution.skipRequest()');
  assert.equal(done.error.name, 'TypeError');
});

for (const [code, expected] of [
  ['pm.execution.setNextRequest("b")', 'b'],
  ['pm.execution.setNextRequest(null)', null],
  ['postman.setNextRequest("c")', 'c'],
  ['pm.execution.setNextRequest(5)', '5'],
  ['pm.execution.setNextRequest("e"); pm.execution.setNextRequest(undefined)', undefined],
  ['1', undefined],
]) {
  test(`${code} makes the next request ${JSON.stringify(expected)}`, async () => {
    const { done } = await run(code);
    assert.equal(done.nextRequest, expected);
  });
}

test('what is not offered says so', async () => {
  const required = await run('pm.require("@team/pkg")');
  assert.match(required.done.error.message, /^pm\.require is not supported: the package '@team\/pkg'/);
});

test('the visualizer renders its template when the script has ended', async () => {
  const { done } = await run('pm.visualizer.set("<b>{{x}}</b>{{#each l}}{{this}},{{/each}}", { x: "<", l: [1, 2] })');
  assert.deepEqual(done.visualizer, { html: '<b>&lt;</b>1,2,', data: { x: '<', l: [1, 2] }, options: null });
});

test('a template that fails is told as an error', async () => {
  const { done } = await run('pm.visualizer.set("{{#if}}", {})');
  assert.match(done.visualizer.error, /Parse error|expecting/i);
});
