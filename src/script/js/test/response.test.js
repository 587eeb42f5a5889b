import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, Sandbox, valueOf } from './support/sandbox.js';

const members = [
  ['pm.response.code', 200],
  ['pm.response.status', 'OK'],
  ['pm.response.reason()', 'OK'],
  ['pm.response.text()', '{"a":1,"list":[1,2]}'],
  ['pm.response.json()', { a: 1, list: [1, 2] }],
  ['pm.response.json((key, value) => (value === 1 ? "one" : value)).a', 'one'],
  ['pm.response.responseTime', 12],
  ['pm.response.responseSize', 20],
  ['pm.response.headers.get("x-trace")', 'abc'],
  ['pm.response.headers.has("X-TRACE")', true],
  ['pm.response.size().body', 20],
  ['pm.response.details().standardName', 'OK'],
  ['pm.response.contentInfo().charset', 'utf8'],
  ['pm.response.stream.length', 20],
  ['pm.response.cookies.count()', 0],
  ['pm.response.toJSON().code', 200],
  ['(pm.response.headers, pm.response.json().a)', 1],
  ['pm.response instanceof require("postman-collection").Response', true],
  ['pm.response.constructor.name', 'PostmanResponse'],
  ['(pm.response.headers, Object.keys(pm.response).length)', 9],
  ['typeof responseBody', 'string'],
];

for (const [expression, expected] of members) {
  test(`${expression} gives ${JSON.stringify(expected)}`, async () => {
    assert.deepEqual(await valueOf(expression), expected);
  });
}

const bodies = [
  ['UTF-8 without saying so', 'text/plain', [0xc3, 0xa9], '\u00e9'],
  ['a byte order mark', 'text/plain; charset=UTF-8', [0xef, 0xbb, 0xbf, 0x61], 'a'],
  ['Latin-1', 'text/plain; charset="iso-8859-1"', [0xe9], '\u00e9'],
  ['Shift JIS', 'text/plain; charset=Shift_JIS', [0x82, 0xa0], '\u3042'],
  ['a charset that nobody knows', 'text/plain; charset=klingon', [0xc3, 0xa9], '\u00e9'],
];

for (const [what, type, bytes, expected] of bodies) {
  test(`text() reads ${what}`, async () => {
    const response = { code: 200, status: 'OK', headers: [['Content-Type', type]], responseTime: 1 };
    const body = new Uint8Array(bytes).buffer;
    assert.equal(await valueOf('pm.response.text()', { response, body }), expected);
  });
}

test('JSON that is none makes a JSONError that says where', async () => {
  const { done } = await run('pm.response.json()', { body: '{bad' });
  assert.equal(done.error.name, 'JSONError');
  assert.match(done.error.message, /^Unexpected token 'b' at 1:2/);
});

test('a response without a reason phrase has the standard one', async () => {
  const response = { code: 404, status: '', headers: [], responseTime: 1 };
  assert.equal(await valueOf('pm.response.status + pm.response.reason()', { response }), 'Not FoundNot Found');
});

test('there is no response in a pre-request script', async () => {
  assert.equal(
    await valueOf('typeof pm.response + typeof responseBody', { event: 'prerequest' }),
    'undefinedundefined',
  );
});

test('the usual test loads no library', async () => {
  const sandbox = new Sandbox();
  const code = `pm.test('ok', () => {
    pm.response.to.have.status(200);
    pm.response.to.be.ok.and.to.be.json;
    pm.response.to.have.header('x-trace', 'abc');
    pm.response.to.have.jsonBody('list.1', 2);
    pm.expect(pm.response.json().a).to.eql(1);
    pm.expect(pm.response.responseTime).to.be.below(500);
    pm.expect('abc').to.be.a('string').that.includes('b');
    pm.environment.set('x', pm.variables.replaceIn('{{y}}'));
  })`;
  const { assertions } = await sandbox.run(code);
  assert.equal(assertions[0].error, undefined);
  assert.deepEqual(sandbox.libraries, []);
});
