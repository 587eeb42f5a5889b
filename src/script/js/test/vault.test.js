import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './support/sandbox.js';

const calls = [
  ['pm.vault.get("k")', { method: 'get', name: 'k', value: undefined }],
  ['pm.vault.set("k", "v")', { method: 'set', name: 'k', value: 'v' }],
  ['pm.vault.set("k", 7)', { method: 'set', name: 'k', value: '7' }],
  ['pm.vault.unset("k")', { method: 'unset', name: 'k', value: undefined }],
];

for (const [code, expected] of calls) {
  test(`${code} asks the parent`, async () => {
    const { messages } = await run(`await ${code}`, {
      answers: { vault: () => ({ value: 'x' }) },
      topLevelAwait: true,
    });
    const { method, name, value } = messages.find(({ type }) => type === 'vault');
    assert.deepEqual({ method, name, value }, expected);
  });
}

test("a promise gives the parent's answer, and undefined for a secret that is not there", async () => {
  const code = 'pm.vault.get("a").then((a) => pm.vault.get("b").then((b) => console.log(a, b)))';
  const answers = { vault: ({ name }) => ({ value: name === 'a' ? 'secret' : null }) };
  const { console: lines } = await run(code, { answers });
  assert.equal(lines[0].messages[0], 'secret');
  assert.notEqual(lines[0].messages[1], 'secret');
});

test("a refusal is the promise's error", async () => {
  const answers = { vault: () => ({ error: { message: 'this collection may not' } }) };
  const { console: lines } = await run('pm.vault.get("a").catch((e) => console.log(e.message))', { answers });
  assert.deepEqual(lines[0].messages, ['this collection may not']);
});

test('scripts cannot replace pm.vault', async () => {
  const { console: lines } = await run(
    'pm.vault.get = () => "mine"; console.log(pm.vault.get === undefined, typeof pm.vault.get("x").then)',
    {
      answers: { vault: () => ({ value: 'x' }) },
    },
  );
  assert.deepEqual(lines[0].messages, [false, 'function']);
});
