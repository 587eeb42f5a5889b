import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, Sandbox } from './support/sandbox.js';

const reply = {
  response: { code: 201, status: 'Created', headers: [['A', 'b']], responseTime: 4 },
  body: '{"z":1}',
  cookies: [{ name: 'k', value: 'v' }],
};
const refused = {
  error: {
    ...{ errno: -111, code: 'ECONNREFUSED', syscall: 'connect', address: '127.0.0.1', port: 1 },
    message: 'connect ECONNREFUSED 127.0.0.1:1',
  },
};

const definitions = [
  ['"http://x/y"', { url: 'http://x/y', method: 'GET' }],
  [
    '{ url: "http://x/y", method: "POST", header: { "Content-Type": "a/b" }, body: { mode: "raw", raw: "r" } }',
    {
      url: { protocol: 'http', path: ['y'], host: ['x'], query: [], variable: [] },
      header: [{ key: 'Content-Type', value: 'a/b' }],
      method: 'POST',
      body: { mode: 'raw', raw: 'r' },
    },
  ],
  [
    'new (require("postman-collection").Request)("http://x")',
    { url: { protocol: 'http', host: ['x'], query: [], variable: [] }, method: 'GET' },
  ],
];

for (const [request, expected] of definitions) {
  test(`pm.sendRequest(${request}) asks the parent for it`, async () => {
    const { messages } = await run(`pm.sendRequest(${request}, () => {})`, { answers: { request: () => reply } });
    const { definition } = messages.find(({ type }) => type === 'request');
    for (const key of Object.keys(expected)) assert.deepEqual(definition[key], expected[key]);
  });
}

test('a callback gets null, the response and the history', async () => {
  const code = `pm.sendRequest('http://x', function (error, response, history) {
    console.log(error, response.code, response.json(), history.cookies.get('k'), this === pm) })`;
  const { console: lines } = await run(code, { answers: { request: () => reply } });
  assert.deepEqual(lines[0].messages, [null, 201, { z: 1 }, 'v', true]);
});

test("a callback gets newman's plain error and an empty response", async () => {
  const code = `pm.sendRequest('http://x', (error, response) => {
    console.log(error, response.code);
    pm.test('e', () => pm.expect(error).to.be.null);
    pm.test('r', () => pm.expect(response).to.be.undefined) })`;
  const { console: lines, assertions } = await run(code, { answers: { request: () => refused } });
  assert.deepEqual(Object.keys(lines[0].messages[0]), ['errno', 'code', 'syscall', 'address', 'port']);
  assert.equal(assertions[0].error.message, 'expected { errno: -111, …(4) } to be null');
  assert.equal(assertions[1].error.message, 'expected PostmanResponse{ …(4) } to be undefined');
});

test('without a callback there is a promise of the response', async () => {
  const code = `pm.test('p', async () => { const r = await pm.sendRequest('http://x'); pm.expect(r.code).to.equal(201) })`;
  const { assertions } = await run(code, { answers: { request: () => reply } });
  assert.equal(assertions[0].error, undefined);
});

test('the promise is rejected with an Error that says what happened', async () => {
  const code = `pm.sendRequest('http://x').catch((e) => console.log(e instanceof Error, e.message, e.code))`;
  const { console: lines } = await run(code, { answers: { request: () => refused } });
  assert.deepEqual(lines[0].messages, [true, 'connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED']);
});

test('a rejected promise that the script leaves alone is no exception', async () => {
  const { exceptions, done } = await run(`pm.sendRequest('http://x')`, { answers: { request: () => refused } });
  assert.deepEqual(exceptions, []);
  assert.equal(done.error, undefined);
});

test('nothing to send is an error, at once', async () => {
  const { console: lines } = await run(`pm.sendRequest('', (e) => console.log(e.message)); console.log('after')`);
  assert.deepEqual(
    lines.map(({ messages }) => messages[0]),
    ['sendrequest: nothing to request', 'after'],
  );
});

test('an error in a callback is an exception', async () => {
  const code = `pm.sendRequest('http://x', () => { throw new Error('in callback') })`;
  const { exceptions } = await run(code, { answers: { request: () => reply } });
  assert.equal(exceptions[0].message, 'in callback');
});

test('runRequest gives the response and takes over the scopes that the run changed', async () => {
  const code = `pm.execution.runRequest('item-1', { variables: { a: 1 } })
    .then((r) => console.log(r.code, pm.environment.get('set')))`;
  const scopes = { environment: [{ key: 'set', value: 'there' }] };
  const { console: lines, messages } = await run(code, { answers: { runRequest: () => ({ ...reply, scopes }) } });
  assert.deepEqual(lines[0].messages, [201, 'there']);
  const { item, options } = messages.find(({ type }) => type === 'runRequest');
  assert.deepEqual([item, options], ['item-1', { variables: { a: 1 } }]);
});

test('runRequest gives null for a request that was skipped', async () => {
  const code = `pm.execution.runRequest('item-1').then((r) => console.log(r))`;
  const { console: lines } = await run(code, { answers: { runRequest: () => ({ response: null }) } });
  assert.deepEqual(lines[0].messages, [null]);
});

test('scripts of a request that a script runs come in between, and see what it has changed', async () => {
  let asked;
  const sandbox = new Sandbox({
    runRequest(message) {
      asked = message;
      sandbox.start(`console.log(pm.environment.get('outer')); pm.environment.set('inner', 2);
        setTimeout(() => console.log('inner timer'), 3)`, { id: 8 }); // prettier-ignore
    },
    done: ({ id }) => (id === 8 ? { ...reply, id: asked.id } : undefined),
  });
  const code = `pm.environment.set('outer', 1); setTimeout(() => console.log('outer timer'), 1);
    pm.execution.runRequest('i').then((r) => console.log(r.code, pm.environment.get('inner')))`;
  const result = await sandbox.run(code);
  assert.deepEqual(asked.scopes, { environment: [['set', 'outer', 1]] });
  assert.deepEqual(result.console.map(({ messages }) => messages).sort(), [
    [1],
    [201, 2],
    ['inner timer'],
    ['outer timer'],
  ]);
  assert.equal(result.messages.at(-1).id, 7);
  assert.equal(result.messages.at(-1).scopes, undefined);
});

/** A cookie store as the parent has it. */
function cookieStore(cookies = []) {
  const calls = {
    findCookie: (domain, path, key) =>
      cookies.find((c) => c.domain === domain && c.path === path && c.key === key) ?? null,
    findCookies: (domain) => cookies.filter((c) => c.domain === domain),
    putCookie: (cookie) => void cookies.push(cookie),
    updateCookie: (_, cookie) => void (cookies = cookies.filter((c) => c.key !== cookie.key).concat(cookie)),
    removeCookie: (domain, path, key) => void (cookies = cookies.filter((c) => c.key !== key)),
  };
  return ({ method, args }) => ({ value: calls[method](...args) ?? null });
}

const jarSteps = [
  ['set(u, "a", "1", (e, c) => say(e, c.name, c.value, c.domain))', [null, 'a', '1', 'api.test']],
  ['set(u, { name: "b", value: "2", httpOnly: true }, (e, c) => say(e, c.httpOnly))', [null, true]],
  ['set(u, "c=3; Path=/; Secure", (e, c) => say(e, c.secure))', [null, true]],
  ['get(u, "old", (e, v) => say(e, v))', [null, 'x']],
  ['get(u, "none", (e, v) => say(e, v))', [null, null]],
  ['getAll(u, (e, list) => say(e, list.count(), list.get("old")))', [null, 1, 'x']],
  ['unset(u, "old", (e) => jar.get(u, "old", (f, v) => say(e, v)))', [null, null]],
  ['clear(u, (e) => jar.getAll(u, (f, list) => say(e, list.count())))', [null, 0]],
  ['set("http://other.test", "d=1; Domain=api.test", (e) => say(e instanceof Error))', [true]],
];

for (const [step, expected] of jarSteps) {
  test(`pm.cookies.jar().${step} says ${JSON.stringify(expected)}`, async () => {
    const old = { key: 'old', value: 'x', domain: 'api.test', path: '/', hostOnly: true };
    const code = `const jar = pm.cookies.jar(), u = 'http://api.test/', say = (...a) => console.log(...a); jar.${step}`;
    const { console: lines, done } = await run(code, { answers: { cookies: cookieStore([old]) } });
    assert.equal(done.error, undefined);
    assert.deepEqual(
      lines[0].messages.map((value) => (value === '[undefined]' ? null : value)),
      expected,
    );
  });
}

for (const [call, message] of [
  ['get(5, "a", () => {})', 'CookieJar.get() requires a valid url'],
  ['get("http://x", "a")', 'CookieJar.get() requires a callback function'],
  ['get("http://x", 5, () => {})', 'CookieJar.get() requires cookie name to be a string'],
  ['getAll("http://x", 5, () => {})', 'CookieJar.getAll() requires options to be an object'],
  ['set("http://x", 5)', 'CookieJar.set() requires a valid set cookie arguments'],
  ['unset("http://x", 5)', 'CookieJar.unset() requires cookie name to be a string'],
]) {
  test(`pm.cookies.jar().${call} is refused: ${message}`, async () => {
    const { done } = await run(`pm.cookies.jar().${call}`);
    assert.equal(done.error.message, message);
  });
}

test('pm.cookies has the cookies of the address', async () => {
  const code = 'console.log(pm.cookies.get("c"), pm.cookies.has("d"), pm.cookies.toObject())';
  const cookies = [{ name: 'c', value: '1', domain: 'api.test', path: '/' }];
  const { console: lines } = await run(code, { cookies });
  assert.deepEqual(lines[0].messages, ['1', false, { c: '1' }]);
});
