// The part of lodash that postman-collection and chai-postman call. lodash takes half of the time that evaluating the SDK
// takes, for functions that nobody calls: here the common ones are plain, and the deep ones are lodash's own modules,
// evaluated on their first call.
const isFunction = (value) => typeof value === 'function';
const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');
const isString = (value) =>
  typeof value === 'string' || (isObject(value) && Object.prototype.toString.call(value) === '[object String]');
const isNumber = (value) =>
  typeof value === 'number' || (isObject(value) && Object.prototype.toString.call(value) === '[object Number]');
const isArrayLike = (value) =>
  value !== null &&
  value !== undefined &&
  !isFunction(value) &&
  Number.isInteger(value.length) &&
  value.length >= 0 &&
  value.length <= Number.MAX_SAFE_INTEGER;
const hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
const isSimpleKey = (path) => typeof path === 'string' && !/[.[\]]/.test(path);

/** Calls `each(value, key)` over an array-like or an object's own keys until it returns false. */
function forEach(collection, each = (value) => value) {
  if (collection === null || collection === undefined) return collection;
  if (isArrayLike(collection)) {
    for (let i = 0; i < collection.length; i++) if (each(collection[i], i, collection) === false) break;
    return collection;
  }
  return forOwn(collection, each);
}

function forOwn(object, each = (value) => value) {
  if (object === null || object === undefined) return object;
  for (const key of Object.keys(object)) if (each(object[key], key, object) === false) break;
  return object;
}

function forEachRight(collection, each) {
  for (let i = (collection?.length ?? 0) - 1; i >= 0; i--) if (each(collection[i], i, collection) === false) break;
  return collection;
}

function reduce(collection, each, accumulator) {
  let result = accumulator;
  forEach(collection, (value, key) => {
    result = each(result, value, key, collection);
  });
  return result;
}

function map(collection, each) {
  if (!isFunction(each)) return modules.map()(collection, each);
  const result = [];
  forEach(collection, (value, key) => {
    result.push(each(value, key, collection));
  });
  return result;
}

function pickBy(object, predicate) {
  const result = {};
  for (const key in object) if (predicate(object[key], key)) result[key] = object[key];
  return result;
}

function mapKeys(object, rename) {
  const result = {};
  forOwn(object, (value, key) => {
    result[rename(value, key)] = value;
  });
  return result;
}

/** The wrapper that `_(value)` gives, as far as the SDK chains. */
function chain(value) {
  return {
    pickBy: (predicate) => chain(pickBy(value, predicate)),
    mapKeys: (rename) => chain(mapKeys(value, rename)),
    value: () => value,
  };
}

const modules = {
  clone: () => require('lodash/clone'),
  cloneDeep: () => require('lodash/cloneDeep'),
  cloneDeepWith: () => require('lodash/cloneDeepWith'),
  filter: () => require('lodash/filter'),
  find: () => require('lodash/find'),
  get: () => require('lodash/get'),
  has: () => require('lodash/has'),
  includes: () => require('lodash/includes'),
  intersection: () => require('lodash/intersection'),
  isEmpty: () => require('lodash/isEmpty'),
  isEqual: () => require('lodash/isEqual'),
  isPlainObject: () => require('lodash/isPlainObject'),
  map: () => require('lodash/map'),
  mergeWith: () => require('lodash/mergeWith'),
  omit: () => require('lodash/omit'),
  pick: () => require('lodash/pick'),
  remove: () => require('lodash/remove'),
  transform: () => require('lodash/transform'),
  trim: () => require('lodash/trim'),
  trimStart: () => require('lodash/trimStart'),
  union: () => require('lodash/union'),
  uniq: () => require('lodash/uniq'),
  unset: () => require('lodash/unset'),
};

const _ = (value) => chain(value);
for (const name of Object.keys(modules)) {
  _[name] = (...args) => {
    _[name] = modules[name]();
    return _[name](...args);
  };
}
Object.assign(_, {
  assign: (target, ...sources) => Object.assign(target, ...sources),
  castArray: (...args) => (args.length === 0 ? [] : Array.isArray(args[0]) ? args[0] : [args[0]]),
  clone: (value) => (Array.isArray(value) ? value.slice() : modules.clone()(value)),
  concat: (...args) => [].concat(...args),
  endsWith: (text, end) => String(text).endsWith(end),
  forEach,
  forEachRight,
  forOwn,
  get: (object, path, fallback) => {
    if (object === null || object === undefined) return fallback;
    if (!isSimpleKey(path)) return modules.get()(object, path, fallback);
    return object[path] === undefined ? fallback : object[path];
  },
  has: (object, path) => {
    if (object === null || object === undefined) return false;
    return isSimpleKey(path) ? hasOwn(object, path) : modules.has()(object, path);
  },
  isArray: Array.isArray,
  isBoolean: (value) => value === true || value === false,
  isFunction,
  isNaN: (value) => isNumber(value) && value != +value,
  isNil: (value) => value === null || value === undefined,
  isNull: (value) => value === null,
  isNumber,
  isObject,
  isString,
  isUndefined: (value) => value === undefined,
  keys: (object) => (isObject(object) ? Object.keys(object) : []),
  map,
  mapKeys,
  mixin: (functions) => Object.assign(_, functions),
  noConflict: () => _,
  noop: () => undefined,
  parseInt: (text, radix) => parseInt(text, radix),
  pickBy,
  reduce,
  split: (text, separator) => String(text ?? '').split(separator),
  startsWith: (text, start) => String(text).startsWith(start),
  tail: (array) => Array.prototype.slice.call(array ?? [], 1),
});

module.exports = _;
