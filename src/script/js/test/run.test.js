// How scripts run: tests, timers, promises, errors, and how they end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, Sandbox, valueOf } from './support/sandbox.js';

const short = ({ name, index, skipped, error }) => [name, index, skipped, error && `${error.name}: ${error.message}`];

test('pm.test tells each result with its index', async () => {
  const code = `pm.test('a', () => {}).test('b', () => { throw new TypeError('t') });
    pm.test.skip('c', () => {}); pm.test('d'); pm.test(undefined, () => {}); pm.test('e', () => { throw 'text' });
    console.log(pm.test.index())`;
  const result = await run(code);
  assert.deepEqual(result.assertions.map(short), [
    ['a', 0, false, undefined],
    ['b', 1, false, 'TypeError: t'],
    ['c', 2, true, undefined],
    ['d', 3, false, undefined],
    ['undefined', 4, false, undefined],
    ['e', 5, false, 'AssertionError: e'],
  ]);
  assert.equal(result.console[0].messages[0], 6);
});

test('a test with a callback has its result when that is called', async () => {
  const code = `pm.test('late', (done) => setTimeout(() => done(new Error('x')), 3));
    pm.test('now', () => {}); pm.test('thrown', (done) => { throw new Error('y') })`;
  const { assertions } = await run(code);
  assert.deepEqual(assertions.map(short), [
    ['now', 1, false, undefined],
    ['thrown', 2, false, 'Error: y'],
    ['late', 0, false, 'Error: x'],
  ]);
});

test('a test that returns a promise waits for it, and later tests keep their place', async () => {
  const code = `pm.test('p', async () => { await new Promise((r) => setTimeout(r, 3)); pm.expect(1).to.equal(2) });
    pm.test('q', () => {}); pm.test('never', () => new Promise(() => {}))`;
  const { assertions, exceptions } = await run(code);
  assert.deepEqual(assertions.map(short), [
    ['p', 0, false, 'AssertionError: expected 1 to equal 2'],
    ['q', 1, false, undefined],
    ['never', 2, false, 'Error: the promise that the test returned was not settled when the script ended'],
  ]);
  assert.deepEqual(exceptions, []);
});

const ends = [
  ['throw new RangeError("r")', { name: 'RangeError', message: 'r' }],
  ['nope.x', { name: 'ReferenceError' }],
  ['throw "plain"', { name: 'Error', message: '', value: 'plain' }],
  ['throw { name: "X", message: "y" }', { name: 'X', message: 'y' }],
  ['throw undefined', undefined],
  ['pm.test("a" () => {', { name: 'SyntaxError' }],
  ['const data = 1', { name: 'SyntaxError' }],
  ['let pm = 1', { name: 'SyntaxError' }],
  ['await 1', { name: 'SyntaxError' }],
  ['}) ; console.log("out"); (function () {', { name: 'SyntaxError' }],
  ['} console.log("out"); {', { name: 'SyntaxError' }],
  ['return; nope()', undefined],
  ['"use strict"; undeclared = 1', undefined],
];

for (const [code, expected] of ends) {
  test(`${code} ends with ${JSON.stringify(expected)}`, async () => {
    const { done, console: lines } = await run(code);
    for (const key of Object.keys(expected ?? {})) assert.equal(done.error[key], expected[key]);
    if (!expected) assert.equal(done.error, undefined);
    assert.deepEqual(lines, []);
  });
}

test('an error beside waiting timers is an exception, and the script goes on', async () => {
  const { exceptions, done, console: lines } = await run('setTimeout(() => console.log("late"), 20); nope()');
  assert.equal(exceptions[0].name, 'ReferenceError');
  assert.equal(done.error, undefined);
  assert.equal(lines.length, 1);
});

test('errors of timers and promises are exceptions', async () => {
  const { exceptions } = await run('setTimeout(() => { throw new Error("t") }, 1); Promise.reject(new Error("p"))');
  assert.deepEqual(exceptions.map(({ message }) => message).sort(), ['p', 't']);
});

test('timers run in order, and can be cleared', async () => {
  const code = `const seen = []; setTimeout(() => seen.push('late'), 12); setImmediate(() => seen.push('soon'));
    Promise.resolve().then(() => seen.push('promise')); clearTimeout(setTimeout(() => seen.push('never'), 1));
    const id = setInterval(() => { seen.push('tick'); if (seen.length > 5) { clearInterval(id); console.log(seen) } }, 15)`;
  const result = await run(code);
  assert.deepEqual(result.console[0].messages[0], ['promise', 'soon', 'late', 'tick', 'tick', 'tick']);
});

test('a script that takes too long ends with an error that says so', async () => {
  const { done } = await run('setTimeout(() => {}, 60000)', { timeout: 30 });
  assert.equal(done.error.message, 'sandbox: asynchronous script execution timeout');
});

test('top-level await works where it is asked for', async () => {
  const code = `const pause = await new Promise((resolve) => setTimeout(resolve, 3, 'v'));
    pm.environment.set('after', 1); throw new Error('end')`;
  const { done } = await run(code, { topLevelAwait: true });
  assert.deepEqual(done.scopes.environment, [['set', 'after', 1]]);
  assert.equal(done.error.message, 'end');
});

test('a script that parses runs as newman runs it, whether await is asked for or not', async () => {
  const { done } = await run('const data = 1', { topLevelAwait: false });
  assert.equal(done.error.name, 'SyntaxError');
});

test('a source is compiled once and can be run again by its number', async () => {
  const sandbox = new Sandbox();
  const code = 'let n = 1; var seen; seen = (seen || 0) + n; console.log(seen)';
  for (let i = 0; i < 3; i++) {
    const { console: lines } = await sandbox.run(i === 0 ? code : undefined, { codeId: 1000 });
    assert.equal(lines[0].messages[0], 1);
  }
});

test('undeclared variables stay for later scripts, as in Postman', async () => {
  const sandbox = new Sandbox();
  await sandbox.run('kept = { n: 1 }');
  const { console: lines } = await sandbox.run('console.log(kept.n, typeof tests)');
  assert.deepEqual(lines[0].messages, [1, 'object']);
});

const consoleCalls = [
  ["'a', 1, { b: [2] }, null, true", ['a', 1, { b: [2] }, null, true]],
  ['undefined, NaN, -Infinity, 10n', ['[undefined]', '[NaN]', '[-Infinity]', '[10n]']],
  ['() => 1, function foo() {}, async () => 1', ['[Function]', '[Function: foo]', '[AsyncFunction]']],
  ['new Map([[1, { a: 2 }]]), new Set(["x"])', [{ '[Map]': [[1, { a: 2 }]] }, { '[Set]': ['x'] }]],
  ['new TypeError("t")', [{ type: 'Error', name: 'TypeError', message: 't' }]],
  ['new Date(0), /x/g', ['1970-01-01T00:00:00.000Z', '/x/g']],
  ['new ArrayBuffer(3), Symbol("s")', ['[ArrayBuffer { byteLength: 3 }]', '[Symbol(s)]']],
  ['(() => { const a = {}; a.a = a; return a })()', [{ a: '[Circular]' }]],
  ['{ get x() { throw new Error("no") } }', ['[Throws: Error: no]']],
];

for (const [args, expected] of consoleCalls) {
  test(`console.log(${args}) is told as ${JSON.stringify(expected)}`, async () => {
    const result = await run(`console.log(${args})`);
    assert.deepEqual(result.console[0].messages, expected);
  });
}

test('every level of the console is told', async () => {
  const levels = ['log', 'info', 'warn', 'error', 'debug', 'clear'];
  const result = await run(levels.map((level) => `console.${level}(1)`).join(';'));
  assert.deepEqual(
    result.console.map(({ level }) => level),
    levels,
  );
});

test('the global object has what Postman leaves there', async () => {
  const absent = ['globalThis', 'Intl', 'WebAssembly', 'URL', 'TextEncoder', 'WeakRef', 'process', 'fetch', '$'];
  const present = ['require', 'eval', 'Reflect', 'Buffer', 'setTimeout', 'atob', 'Proxy', 'BigInt'];
  const types = await valueOf(`[${[...absent, ...present].map((name) => `typeof ${name}`).join(',')}]`);
  assert.deepEqual(
    types.slice(0, absent.length),
    absent.map(() => 'undefined'),
  );
  assert.ok(types.slice(absent.length).every((type) => type !== 'undefined'));
});
