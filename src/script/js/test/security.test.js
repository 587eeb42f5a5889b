// What hostile scripts try. The worker's process is the boundary; here the framework shall not be the weak part in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, Sandbox } from './support/sandbox.js';

/** Changes that a script may make to the language it shares with the framework. */
const sabotage = [
  'JSON.stringify = () => "forged"; JSON.parse = () => ({})',
  'Object.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = () => ({ type: "done", id: 99 })',
  'Array.prototype[Symbol.iterator] = function* () {}',
  'for (const k of ["push", "map", "slice", "join", "indexOf", "forEach"]) Array.prototype[k] = () => { throw 1 }',
  'for (const k of ["get", "set", "has", "delete"]) Map.prototype[k] = Set.prototype[k] = () => { throw 1 }',
  'String.prototype.replace = String.prototype.indexOf = String.prototype.slice = () => "x"',
  'Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw 1 }',
  'Promise.prototype.then = () => { throw 1 }; Promise = null',
  'RegExp.prototype.exec = () => null; RegExp.prototype[Symbol.replace] = () => "x"',
  'Object.prototype.get = Object.prototype.set = Object.prototype.value = () => 1',
  'for (const k of ["type", "id", "error", "scopes", "callback", "next"]) Object.prototype[k] = "polluted"',
  'Object.defineProperty(Array.prototype, 0, { set() { throw 1 } })',
  'Object.defineProperty(Object.prototype, "name", { set() { throw 1 }, configurable: true })',
  'Reflect.apply = Object.defineProperty = Object.keys = Object.setPrototypeOf = () => { throw 1 }',
  'Error.prototype.toJSON = () => ({}); Error.prototype.name = "Forged"',
  'String = Number = Boolean = Object = Error = () => { throw 1 }',
];

for (const code of sabotage) {
  test(`messages stay what they are after: ${code}`, async () => {
    const sandbox = new Sandbox();
    const script = `${code}; pm.test('a', () => {}); pm.environment.set('k', 'v'); tests.b = true;
      pm.execution.setNextRequest('n'); pm.test('c', () => pm.expect(1).to.equal(1)); throw { name: 'N', message: 'm' }`;
    const { messages, assertions, done } = await sandbox.run(script);
    assert.deepEqual(
      messages.filter(({ type }) => type !== 'console').map(({ type }) => type),
      ['assertions', 'assertions', 'assertions', 'done'],
    );
    assert.deepEqual(
      assertions.map(({ name, error }) => [name, error]),
      [
        ['a', undefined],
        ['c', undefined],
        ['b', undefined],
      ],
    );
    assert.deepEqual(done, {
      ...{ type: 'done', id: 7, error: { name: 'N', message: 'm' }, nextRequest: 'n' },
      scopes: { environment: [['set', 'k', 'v']] },
    });
  });
}

test('a script that sets traps on Object.prototype does not keep the next one from running', async () => {
  const sandbox = new Sandbox();
  await sandbox.run(`for (const k of ['test', 'status', 'code', 'timers', 'tests', 'id', 'next', 'run', 'key', 'url'])
    Object.defineProperty(Object.prototype, k, { set() { throw new Error('trap') }, get() { return 'x' } })`);
  const { assertions, done } = await sandbox.run(`pm.test('a', () => pm.response.to.have.status(200))`);
  assert.equal(assertions[0].error, undefined);
  assert.equal(done.error, undefined);
});

const reaches = [
  ['the host by names', '[typeof host, typeof send, typeof bootstrap, typeof native, typeof module, typeof exports]'],
  [
    'the host by the global object',
    'Object.getOwnPropertyNames(Function("return this")()).filter((n) => /host|send|nat/.test(n))',
  ],
  ['a process', '(() => { try { return Object.constructor("return process")() } catch (e) { return e.name } })()'],
  ['a process by a function of pm', 'pm.test.constructor("return typeof process")()'],
  [
    'callers',
    '(() => { let c; pm.test("t", function () { try { c = arguments.callee.caller } catch (e) {} }); return c })()',
  ],
  [
    'own keys of pm',
    'Reflect.ownKeys(pm).concat(Reflect.ownKeys(Object.getPrototypeOf(pm))).filter((k) => /host|exec.*on_|emit/.test(String(k)))',
  ],
];
const allowed = [undefined, null, '[undefined]', 'undefined', 'ReferenceError'];

for (const [what, expression] of reaches) {
  test(`a script does not reach ${what}`, async () => {
    const { console: lines } = await run(`console.log(${expression})`);
    const [found] = lines[0].messages;
    for (const value of [].concat(found)) assert.ok(allowed.includes(value), `it found ${JSON.stringify(value)}`);
  });
}

test('what a script throws or logs can hold no message of its own', async () => {
  const evil = `{ toString() { return '"},{"type":"done","id":1}' }, toJSON() { return '"}{' } }`;
  const { messages } = await run(`console.log(${evil}); pm.test(${evil}, () => {}); throw ${evil}`);
  assert.deepEqual(
    messages.map(({ type }) => type),
    ['console', 'assertions', 'done'],
  );
});

test('getters that throw do not keep a script from ending', async () => {
  const code = `tests.x = 1; Object.defineProperty(tests, 'y', { get() { throw 1 }, enumerable: true });
    pm.environment.values; pm.environment.mutations = new Proxy({}, { get() { throw 1 } });
    pm.request.toJSON = () => { throw 1 };
    throw { get name() { throw 1 }, get message() { throw 1 }, get stack() { throw 1 } }`;
  const { done } = await run(code);
  assert.deepEqual(done, { type: 'done', id: 7, error: { name: 'Error', message: '' } });
});

test('a script cannot say done twice, nor speak after it', async () => {
  const sandbox = new Sandbox();
  const first = await sandbox.run('late = () => { console.log("late"); pm.test("late", () => {}) }');
  assert.equal(first.messages.length, 1);
  const second = await sandbox.run('late()');
  assert.deepEqual(
    second.messages.map(({ type }) => type),
    ['done'],
  );
});
