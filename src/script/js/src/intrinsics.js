// The language's own functions, taken before any script runs. Scripts share this realm and may replace every method of
// every prototype; what the sandbox calls by these names stays what it was. Methods take their `this` as first argument.
export const { stringify, parse } = JSON;
export const { getOwnPropertyNames, getPrototypeOf, setPrototypeOf, keys } = Object;
export const { apply, ownKeys, getOwnPropertyDescriptor, construct, deleteProperty } = Reflect;
const NONE = [];

/** A method as a function whose first argument is `this`; it takes two more. (Bound functions are slow without JIT.) */
const uncurry = (method) => {
  return (self, first, second) => {
    if (second !== undefined) return apply(method, self, [first, second]);
    return apply(method, self, first === undefined ? NONE : [first]);
  };
};

export const { isArray } = Array;
export const { isInteger, isFinite } = Number;
export const { max, min, floor, trunc } = Math;
export const objectPrototype = Object.prototype;
export const functionPrototype = Function.prototype;
export const NativeError = Error;
export const NativeTypeError = TypeError;
export const NativePromise = Promise;
export const NativeProxy = Proxy;
export const NativeSet = Set;
export const NativeMap = Map;
export const NativeWeakMap = WeakMap;
export const NativeWeakSet = WeakSet;
export const NativeArrayBuffer = ArrayBuffer;
export const NativeUint8Array = Uint8Array;
export const NativeRegExp = RegExp;
export const NativeString = String;
export const NativeNumber = Number;
export const NativeBoolean = Boolean;
export const toText = String;
export const toNumber = Number;
export const toBoolean = Boolean;
export const hasOwn = uncurry(Object.prototype.hasOwnProperty);
export const indexOf = uncurry(String.prototype.indexOf);
export const lastIndexOf = uncurry(String.prototype.lastIndexOf);
export const slice = uncurry(String.prototype.slice);
export const lowerCase = uncurry(String.prototype.toLowerCase);
export const upperCase = uncurry(String.prototype.toUpperCase);
export const startsWith = uncurry(String.prototype.startsWith);
export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const replace = uncurry(String.prototype.replace);
export const exec = uncurry(RegExp.prototype.exec);
export const arrayIndexOf = uncurry(Array.prototype.indexOf);
export const then = uncurry(Promise.prototype.then);
export const setAdd = uncurry(Set.prototype.add);
export const setHas = uncurry(Set.prototype.has);
export const setDelete = uncurry(Set.prototype.delete);
export const setForEach = uncurry(Set.prototype.forEach);
export const mapForEach = uncurry(Map.prototype.forEach);
export const NativeGlobal = Function('return this')();

/** An object without a prototype: a table whose look-ups no script can answer. */
export const table = (entries) => setPrototypeOf(entries ?? {}, null);

const defineNatively = Object.defineProperty;

/** Object.defineProperty, deaf to what scripts have added to Object.prototype. */
export const defineProperty = (object, key, descriptor) => defineNatively(object, key, table(descriptor));

/** An array without a prototype: none of its elements' setters can be a script's. */
export const bareArray = () => setPrototypeOf([], null);

/** Reads a property that a script may have made a trap of: `undefined` when reading throws. */
export function peek(object, key) {
  try {
    return object[key];
  } catch {
    return undefined;
  }
}

/** String(value) that never throws. */
export function safeText(value) {
  try {
    return toText(value);
  } catch {
    return '[value that cannot be shown]';
  }
}
