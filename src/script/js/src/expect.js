// pm.expect, and `to` of pm.response and pm.request. They are chai's (with Postman's assertions), but chai costs 5 ms to
// load and 10 to 80 µs an assertion without JIT. So an assertion starts as a light object that knows the usual checks and
// only ever says that one holds; a check that fails, or that it does not know, is asked of chai itself, which so has the
// only word on errors and their texts.
import { CHAINABLE_CHECKS, CHECKS, PROPERTY_CHECKS } from './checks.js';
import { apply, defineProperty, hasOwn, keys, NativeProxy, setPrototypeOf, table } from './intrinsics.js';
import { load, whenChaiIsRequired } from './modules.js';
import { isLight, toSdkResponse } from './response.js';

// prettier-ignore
const CHAIN_WORDS = [
  'to', 'be', 'been', 'is', 'and', 'has', 'have', 'with', 'that', 'which', 'at', 'of', 'same', 'but', 'does', 'still',
  'also',
];

/** Set once a script has required chai: what it adds to chai must work on every assertion. */
let chaiIsExtensible = false;
whenChaiIsRequired(() => {
  chaiIsExtensible = true;
});

/** What a light assertion is about. */
let subjectOf;
/** chai's own assertion in place of a light one. */
let toChai;

class LightAssertion {
  #subject;
  #message;

  constructor(subject, message) {
    this.#subject = subject;
    this.#message = message;
  }

  /** Like chai's, this goes on with the property's value. */
  property(...args) {
    const subject = this.#subject;
    const [name, value] = args;
    const isOwn = typeof name === 'string' && typeof subject === 'object' && subject !== null && hasOwn(subject, name);
    if (!isOwn || isLight(subject) || (args.length > 1 && subject[name] !== value)) {
      return askChai(this, 'property', args);
    }
    return new LightAssertion(subject[name], this.#message);
  }

  static {
    subjectOf = (assertion) => assertion.#subject;
    toChai = (assertion) => chaiExpect(assertion.#subject, assertion.#message);
  }
}

/** chai.expect. It shows objects by their properties, which only a response of the SDK has all. */
function chaiExpect(subject, message) {
  return load('chai').expect(isLight(subject) ? toSdkResponse(subject) : subject, message);
}

function askChai(assertion, name, args) {
  const real = toChai(assertion);
  return apply(real[name], real, args);
}

/** A member of one of chai's objects; a function stays bound to it, and keeps the members that it has itself. */
function memberOf(owner, key) {
  const member = owner[key];
  if (typeof member !== 'function') return member;
  return new NativeProxy(member, { apply: (method, _, args) => apply(method, owner, args) });
}

const define = (name, descriptor) =>
  defineProperty(LightAssertion.prototype, name, { configurable: true, ...descriptor });

function defineCheck(name, holds) {
  const method = function (...args) {
    return holds(subjectOf(this), args[0], args[1], args.length) ? this : askChai(this, name, args);
  };
  define(name, { value: method, writable: true });
}

function definePropertyCheck(name, holds) {
  define(name, {
    get() {
      return holds(subjectOf(this)) ? this : toChai(this)[name];
    },
  });
}

/** Where the functions that chainable checks give (`.include`, `.an`) keep what they belong to. */
const OWNER = Symbol('assertion');

/** Gives such a function the members of chai's: `.an.instanceOf(X)`, `.include.keys('a')`. */
const chainablePrototype = new NativeProxy(setPrototypeOf({}, null), {
  get(_, key, self) {
    const { assertion, name } = self[OWNER];
    return memberOf(toChai(assertion)[name], key);
  },
});

function defineChainable(name, holds) {
  define(name, {
    get() {
      const assertion = this;
      const check = (...args) => {
        return holds(subjectOf(assertion), args[0], args[1], args.length) ? assertion : askChai(assertion, name, args);
      };
      setPrototypeOf(check, chainablePrototype);
      check[OWNER] = { assertion, name };
      return check;
    },
  });
}

for (const word of CHAIN_WORDS) {
  define(word, {
    get() {
      return this;
    },
  });
}
for (const name of keys(CHECKS)) defineCheck(name, CHECKS[name]);
for (const name of keys(PROPERTY_CHECKS)) definePropertyCheck(name, PROPERTY_CHECKS[name]);
for (const name of keys(CHAINABLE_CHECKS)) defineChainable(name, CHAINABLE_CHECKS[name]);
delete LightAssertion.prototype.constructor;
setPrototypeOf(
  LightAssertion.prototype,
  new NativeProxy(table(), {
    get: (_, key, assertion) => memberOf(toChai(assertion), key),
    set(_, key, value, assertion) {
      toChai(assertion)[key] = value;
      return true;
    },
    has: () => true,
  }),
);

/** An assertion about `subject`. */
export function expectOf(subject, message) {
  return chaiIsExtensible ? chaiExpect(subject, message) : new LightAssertion(subject, message);
}

/** pm.expect: chai's own once a script has required chai. */
export const currentExpect = () => (chaiIsExtensible ? load('chai').expect : expect);

const expect = (subject, message) => expectOf(subject, message);
expect.fail = (...args) => load('chai').expect.fail(...args);
