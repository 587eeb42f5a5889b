import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sandbox } from './support/sandbox.js';

const sandbox = new Sandbox();

async function failureOf(statement, options) {
  const { assertions } = await sandbox.run(`pm.test('t', () => { ${statement} })`, options);
  return assertions[0].error?.message;
}

const passing = [
  'pm.expect([1, 2, 3]).to.include(2).and.have.lengthOf(3)',
  'pm.expect({ a: { b: 1 } }).to.have.nested.property("a.b", 1)',
  'pm.expect({ a: { b: 1 } }).to.have.property("a").that.has.property("b", 1)',
  'pm.expect("abc").to.match(/b/).and.have.string("c")',
  'pm.expect(() => { throw new TypeError("x") }).to.throw(TypeError, "x")',
  'pm.expect([{ a: 1 }]).to.deep.include({ a: 1 })',
  'pm.expect([1]).to.be.an.instanceof(Array)',
  'pm.expect([1, 2]).to.have.length.above(1)',
  'pm.expect({ a: 1 }).to.include.keys("a")',
  'pm.expect(NaN).to.eql(NaN)',
  'pm.expect(null).to.be.null',
  'pm.expect(undefined).to.not.exist',
  'pm.expect({ a: [1] }).to.eql({ a: [1] })',
  'pm.expect(/a/).to.be.a("regexp")',
  'pm.expect([]).to.be.an("array").that.is.empty',
  'pm.response.to.not.be.error',
  'pm.response.to.have.jsonSchema({ type: "object", required: ["a"] })',
  'pm.request.to.have.header("x-one")',
  'pm.expect(pm.response).to.have.status("OK")',
];

for (const statement of passing) {
  test(`${statement} holds`, async () => {
    assert.equal(await failureOf(statement), undefined);
  });
}

// The texts are what newman 6.2.2 says.
const failing = [
  ['pm.expect(1).to.equal(2)', 'expected 1 to equal 2'],
  ['pm.expect(1, "why").to.equal(2)', 'why: expected 1 to equal 2'],
  ['pm.expect(0).to.be.ok', 'expected +0 to be truthy'],
  ['pm.expect(-0).to.eql(0)', 'expected -0 to deeply equal +0'],
  ['pm.expect("s").to.be.a("number")', "expected 's' to be a number"],
  ['pm.expect("s").to.be.an("array")', "expected 's' to be an array"],
  ['pm.expect([1, 2]).to.include(5)', 'expected [ 1, 2 ] to include 5'],
  ['pm.expect(1).to.not.equal(1)', 'expected 1 to not equal 1'],
  ['pm.expect({}).to.have.property("x")', "expected {} to have property 'x'"],
  ['pm.expect("ab").to.have.lengthOf(3)', "expected 'ab' to have a length of 3 but got 2"],
  ['pm.expect(1).to.be.above(2)', 'expected 1 to be above 2'],
  ['pm.expect("s").to.match(/z/)', "expected 's' to match /z/"],
  ['pm.expect("x").to.be.oneOf(["y"])', "expected 'x' to be one of [ 'y' ]"],
  ['pm.expect("abc").to.eqaul("z")', 'Invalid Chai property: eqaul. Did you mean "equal"?'],
  ['pm.expect.fail("boo")', 'boo'],
  ['pm.expect(new Error("zz")).to.equal(1)', 'expected Error: zz to equal 1'],
  ['pm.response.to.have.status(404)', 'expected response to have status code 404 but got 200'],
  ['pm.response.to.have.header("x-none")', "expected response to have header with key 'x-none'"],
  ['pm.response.to.have.header("x-trace", "z")', "expected 'x-trace' response header to be 'z' but got 'abc'"],
  ['pm.response.to.be.notFound', "expected response to have status reason 'NOT FOUND' but got 'OK'"],
  ['pm.response.to.not.be.ok', "expected response to not have status reason 'OK'"],
  ['pm.response.to.be.error', 'expected response code to be 4XX or 5XX but found 200'],
  ['pm.response.to.have.jsonBody("z")', "expected { a: 1, list: [ 1, 2 ] } in response to contain property 'z'"],
  ['pm.response.to.have.responseTime(3)', 'expected response to have a valid response time but got 12'],
  ['pm.expect(pm.response).to.be.undefined', 'expected PostmanResponse{ …(10) } to be undefined'],
  [
    'pm.response.to.have.jsonSchema({ required: ["zz"] })',
    "expected data to satisfy schema but found following errors: \ndata should have required property 'zz'",
  ],
];

for (const [statement, message] of failing) {
  test(`${statement} fails with "${message}"`, async () => {
    assert.equal(await failureOf(statement), message);
  });
}

test('what a script adds to chai works on pm.expect', async () => {
  const code = `require('chai').Assertion.addMethod('even', function () {
      this.assert(this._obj % 2 === 0, 'expected #{this} to be even');
    });
    pm.test('even', () => pm.expect(3).to.be.even());
    pm.test('same', () => pm.expect(pm.expect === require('chai').expect).to.be.true);`;
  const { assertions } = await new Sandbox().run(code);
  assert.equal(assertions[0].error.message, 'expected 3 to be even');
  assert.equal(assertions[1].error, undefined);
});
