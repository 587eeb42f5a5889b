// The types of a Postman variable (postman-collection, Variable.types): how a value goes in and comes out. Arrays and
// objects of these types are kept as JSON text; type `any`, which nearly all variables have, changes nothing.
import {
  hasOwn,
  isArray,
  lowerCase,
  objectPrototype,
  getPrototypeOf,
  parse,
  safeText,
  stringify,
  table,
} from '../intrinsics.js';

function toJsonText(value) {
  if (typeof value === 'string') return value;
  try {
    return stringify(value);
  } catch {
    return 'null';
  }
}

function fromJsonText(text) {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function isJsonObject(value) {
  return typeof value === 'object' && value !== null && !isArray(value) && getPrototypeOf(value) === objectPrototype;
}

const identity = (value) => value;
const TYPES = table({
  any: { castIn: identity, castOut: identity },
  string: { castIn: String, castOut: String },
  boolean: { castIn: Boolean, castOut: Boolean },
  number: { castIn: Number, castOut: Number },
  array: {
    castIn: toJsonText,
    castOut(text) {
      const value = fromJsonText(text);
      return isArray(value) ? value : undefined;
    },
  },
  object: {
    castIn: toJsonText,
    castOut(text) {
      const value = fromJsonText(text);
      return isJsonObject(value) ? value : undefined;
    },
  },
});

/** The type of that name if there is one, else `fallback` (an unknown type, such as `secret`, changes nothing). */
export function typeNamed(name, fallback) {
  if (name === undefined || name === null) return fallback;
  const wanted = lowerCase(safeText(name));
  return hasOwn(TYPES, wanted) ? wanted : fallback;
}

/** A value as a variable of that type keeps it. A function is kept as it is: reading the variable calls it. */
export function castIn(type, value) {
  return typeof value === 'function' ? value : TYPES[type].castIn(value);
}

/** A kept value as scripts read it. */
export function castOut(type, value) {
  return TYPES[type].castOut(typeof value === 'function' ? value() : value);
}
