// The checks that light assertions (expect.js) can say hold. Each gets the subject, the first two arguments of chai's
// assertion of that name and how many there were, and answers true only where chai would pass; false means "ask chai".
import {
  arrayIndexOf,
  exec,
  floor,
  getPrototypeOf,
  hasOwn,
  indexOf,
  isArray,
  lowerCase,
  NativeRegExp,
  objectPrototype,
  slice,
  table,
  toBoolean,
  upperCase,
} from './intrinsics.js';
import { headerOf, isLight } from './response.js';

const areNumbers = (a, b) => typeof a === 'number' && typeof b === 'number';
const isIdentical = (subject, value) => subject === value;
/** deep-eql tells +0 from -0, and says that NaN equals itself. */
const isSamePrimitive = (subject, value) => subject === value && (subject !== 0 || 1 / subject === 1 / value);
const isAbove = (subject, limit) => areNumbers(subject, limit) && subject > limit;
const isAtLeast = (subject, limit) => areNumbers(subject, limit) && subject >= limit;
const isBelow = (subject, limit) => areNumbers(subject, limit) && subject < limit;
const isAtMost = (subject, limit) => areNumbers(subject, limit) && subject <= limit;

/** The type in the word that chai has for it; '' where that takes chai's type-detect. */
function typeOf(value) {
  const type = typeof value;
  if (type !== 'object') return type === 'symbol' || type === 'bigint' ? '' : type;
  if (value === null) return 'null';
  if (isArray(value)) return Symbol.toStringTag in value ? '' : 'array';
  return getPrototypeOf(value) === objectPrototype && !(Symbol.toStringTag in value) ? 'object' : '';
}

function matches(subject, pattern) {
  const isStateless = pattern instanceof NativeRegExp && !pattern.global && !pattern.sticky;
  return typeof subject === 'string' && isStateless && exec(pattern, subject) !== null;
}

function includes(subject, value) {
  if (typeof subject === 'string') return typeof value === 'string' && indexOf(subject, value) >= 0;
  return isArray(subject) && arrayIndexOf(subject, value) >= 0;
}

const hasLength = (subject, length) =>
  (typeof subject === 'string' || isArray(subject)) && areNumbers(subject.length, length) && subject.length === length;

const codeIs = (response, code) => isLight(response) && typeof response.code === 'number' && response.code === code;
const codeIsIn = (...classes) => {
  return (response) => {
    if (!isLight(response) || typeof response.code !== 'number') return false;
    const wanted = floor(response.code / 100);
    return wanted === classes[0] || wanted === classes[1];
  };
};

/** The response's JSON as {value}; undefined when it has none. */
function jsonOf(response) {
  try {
    return { value: response.json() };
  } catch {
    return undefined;
  }
}

const UNPLAIN = /[^\w.$-]/;

/** What a plain path ('a.b.0') names in a value, as {value}; undefined when it takes lodash to know. */
function atPath(root, path) {
  if (exec(UNPLAIN, path) !== null || (typeof root === 'object' && root !== null && hasOwn(root, path)))
    return undefined;
  let value = root;
  for (let start = 0; start <= path.length; ) {
    let end = indexOf(path, '.', start);
    if (end < 0) end = path.length;
    const key = slice(path, start, end);
    if (typeof value !== 'object' || value === null || !hasOwn(value, key)) return undefined;
    value = value[key];
    start = end + 1;
  }
  return { value };
}

function hasJsonBody(response, path, value, count) {
  const json = isLight(response) ? jsonOf(response) : undefined;
  if (!json || count === 0) return json !== undefined;
  if (typeof path !== 'string') return false;
  const found = atPath(json.value, path);
  return found !== undefined && (count === 1 || found.value === value);
}

function hasHeader(response, name, value, count) {
  if (!isLight(response) || typeof name !== 'string') return false;
  const found = headerOf(response, name);
  return found !== undefined && (count === 1 || found === value);
}

function hasBody(response, content, _, count) {
  if (!isLight(response)) return false;
  return count === 0 ? response.text() !== '' : typeof content === 'string' && response.text() === content;
}

function isOk(subject) {
  if (isLight(subject)) return codeIs(subject, 200) && upperCase(subject.status) === 'OK';
  const isSdkObject = typeof subject === 'object' && subject !== null && subject.constructor?._postman_propertyName;
  return !isSdkObject && toBoolean(subject);
}

/** Checks that are called: `.equal(1)`. */
export const CHECKS = table({
  equal: isIdentical,
  equals: isIdentical,
  eq: isIdentical,
  eql: isSamePrimitive,
  eqls: isSamePrimitive,
  above: isAbove,
  gt: isAbove,
  greaterThan: isAbove,
  least: isAtLeast,
  gte: isAtLeast,
  below: isBelow,
  lt: isBelow,
  lessThan: isBelow,
  most: isAtMost,
  lte: isAtMost,
  within: (subject, low, high) => isAtLeast(subject, low) && isAtMost(subject, high),
  match: matches,
  matches,
  string: (subject, part) => typeof subject === 'string' && includes(subject, part),
  oneOf: (subject, list) => isArray(list) && arrayIndexOf(list, subject) >= 0,
  status: (response, code) => codeIs(response, code) || (isLight(response) && response.status === code),
  header: hasHeader,
  body: hasBody,
  jsonBody: hasJsonBody,
});

const isOfType = (subject, type) => typeof type === 'string' && type !== '' && typeOf(subject) === lowerCase(type);

/** Checks that are called or go on: `.include(1)`, `.include.keys('a')`. */
export const CHAINABLE_CHECKS = table({
  a: isOfType,
  an: isOfType,
  include: includes,
  includes,
  contain: includes,
  contains: includes,
  lengthOf: hasLength,
  length: hasLength,
});

/** Checks that are read: `.true`. */
export const PROPERTY_CHECKS = table({
  ok: isOk,
  true: (subject) => subject === true,
  false: (subject) => subject === false,
  null: (subject) => subject === null,
  undefined: (subject) => subject === undefined,
  exist: (subject) => subject !== null && subject !== undefined,
  empty: (subject) => (typeof subject === 'string' || isArray(subject)) && subject.length === 0,
  info: codeIsIn(1),
  success: codeIsIn(2),
  redirection: codeIsIn(3),
  clientError: codeIsIn(4),
  serverError: codeIsIn(5),
  error: codeIsIn(4, 5),
  json: (response) => isLight(response) && jsonOf(response) !== undefined,
  withBody: (response) => hasBody(response, undefined, undefined, 0),
});
