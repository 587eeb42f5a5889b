import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, Sandbox, valueOf } from './support/sandbox.js';

const scopes = {
  environment: {
    id: 'e1',
    name: 'Env',
    values: [
      { key: 'x', value: '1', type: 'any' },
      { key: 'n', value: 5, type: 'number' },
      { key: 'off', value: 'z', disabled: true },
      { key: 'chain', value: '{{x}}-{{g}}' },
      { key: 'object', value: { deep: { q: 1 } } },
    ],
  },
  globals: [
    { key: 'g', value: 'G' },
    { key: 'x', value: 'global' },
  ],
  collection: [{ key: 'c', value: 'C' }],
  local: [],
  data: { row: 'R', x: 'data' },
};

const reads = [
  ['pm.environment.get("x")', '1'],
  ['pm.environment.get("n")', 5],
  ['pm.environment.get("off")', '[undefined]'],
  ['pm.environment.has("off")', false],
  ['pm.environment.has("x")', true],
  ['pm.environment.name', 'Env'],
  ['pm.environment.get("object").deep.q', 1],
  ['pm.environment.toObject(true)', { x: '1', n: 5, chain: '{{x}}-{{g}}', object: { deep: { q: 1 } } }],
  ['pm.environment.toObject().off', 'z'],
  ['pm.variables.get("x")', 'data'],
  ['pm.variables.get("g")', 'G'],
  ['pm.variables.get("c")', 'C'],
  ['pm.variables.has("row")', true],
  ['pm.variables.toObject().x', 'data'],
  ['pm.iterationData.get("row")', 'R'],
  ['pm.iterationData.toObject()', { row: 'R', x: 'data' }],
  ['pm.environment.replaceIn("{{chain}} {{none}} {{object}}")', '1-{{g}} {{none}} [object Object]'],
  ['pm.variables.replaceIn("{{chain}} {{row}}")', 'data-G R'],
  ['pm.variables.replaceIn({ a: ["{{c}}", 1] })', { a: ['C', 1] }],
  ['pm.variables.replaceIn(5)', 5],
  ['pm.variables.replaceIn("{{$guid}} {{$none}}")', 'made {{$none}}'],
  ['pm.environment.values.count()', 5],
  ['pm.environment.values.get("x")', '1'],
  ['pm.environment.toJSON().values[0]', { type: 'any', value: '1', key: 'x' }],
  ['pm.environment instanceof require("postman-collection").VariableScope', true],
];

for (const [expression, expected] of reads) {
  test(`${expression} gives ${JSON.stringify(expected)}`, async () => {
    const answers = { dynamic: (name) => (name === '$guid' ? 'made' : undefined) };
    assert.deepEqual(await valueOf(expression, { scopes: structuredClone(scopes), answers }), expected);
  });
}

const typed = [
  ['5, "string"', '5'],
  ['"7", "number"', 7],
  ['"", "boolean"', false],
  ['[1], "array"', [1]],
  ['{ a: 1 }, "object"', { a: 1 }],
  ['"no json", "object"', '[undefined]'],
  ['1, "unheard of"', 1],
  ['undefined', '[undefined]'],
  ['null', null],
  ['() => 42', 42],
];

for (const [args, expected] of typed) {
  test(`set(key, ${args}) is read as ${JSON.stringify(expected)}`, async () => {
    const expression = `(pm.environment.set('k', ${args}), pm.environment.get('k'))`;
    assert.deepEqual(await valueOf(expression), expected);
  });
}

test('toObject reads variables as get does', async () => {
  const values = [
    { key: 'a', value: '[1]', type: 'array' },
    { key: 'o', value: '{"p":1}', type: 'object' },
    { key: 's', value: 'x', type: 'secret' },
  ];
  const expected = { a: [1], o: { p: 1 }, s: 'x' };
  assert.deepEqual(await valueOf('pm.environment.toObject()', { scopes: { environment: values } }), expected);
  assert.deepEqual(
    await valueOf('pm.variables.values && pm.variables.toObject()', { scopes: { environment: values } }),
    expected,
  );
});

test('a variable that has a type keeps it when it is set again', async () => {
  const code = 'pm.environment.set("n", "12"); console.log(pm.environment.get("n"))';
  const result = await run(code, { scopes: structuredClone(scopes) });
  assert.equal(result.console[0].messages[0], 12);
});

const changes = [
  ['pm.environment.set("a", 1); pm.environment.set("a", 2)', { environment: [['set', 'a', 2]] }],
  ['pm.environment.set("a", 1); pm.environment.unset("a")', { environment: [['unset', 'a']] }],
  ['pm.globals.set("o", { p: [1] })', { globals: [['set', 'o', { p: [1] }]] }],
  ['pm.globals.set("u", undefined)', { globals: [['set', 'u', null]] }],
  ['pm.collectionVariables.set("s", 5, "string")', { collection: [['set', 's', 5]] }],
  ['pm.variables.set("s", 5, "string")', { local: [['set', 's', 5, 'string']] }],
  ['pm.globals.clear()', { globals: [['unset', 'g'], ['unset', 'x']] }], // prettier-ignore
  ['pm.environment.values; pm.environment.set("v", 1)', { environment: [['set', 'v', 1]] }],
  ['pm.environment.set("v", 1); pm.environment.values', { environment: [['set', 'v', 1]] }],
  ['pm.environment.get("x")', undefined],
  ['const o = pm.environment.get("object"); o.deep = 2', undefined],
];

for (const [code, expected] of changes) {
  test(`${code} tells the parent ${JSON.stringify(expected)}`, async () => {
    const { done } = await run(code, { scopes: structuredClone(scopes) });
    assert.deepEqual(done.scopes, expected);
  });
}

test('what a script sets is there for the next one, as JSON made it', async () => {
  const sandbox = new Sandbox();
  await sandbox.run('pm.environment.set("d", new Date(0)); pm.environment.set("o", { a: 1 })', { scopes });
  const { console: lines } = await sandbox.run('console.log(pm.environment.get("d"), pm.environment.get("o"))');
  assert.deepEqual(lines[0].messages, ['1970-01-01T00:00:00.000Z', { a: 1 }]);
});

test('a script that changes an object in place changes it for itself only', async () => {
  const sandbox = new Sandbox();
  const change = 'const o = pm.environment.get("object"); o.deep = 2; console.log(pm.environment.get("object").deep)';
  const first = await sandbox.run(change, { scopes: structuredClone(scopes) });
  assert.equal(first.console[0].messages[0], 2);
  const second = await sandbox.run('console.log(pm.environment.get("object").deep)');
  assert.deepEqual(second.console[0].messages[0], { q: 1 });
});

test('scopes that the parent sends replace what there was', async () => {
  const sandbox = new Sandbox();
  await sandbox.run('pm.environment.set("a", 1)', { scopes });
  const fresh = { environment: { values: [{ key: 'b', value: 2 }] } };
  const { console: lines } = await sandbox.run('console.log(pm.environment.toObject())', { scopes: fresh });
  assert.deepEqual(lines[0].messages, [{ b: 2 }]);
});
