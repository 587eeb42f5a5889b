// The global object as Postman's sandbox leaves it: the names of uniscope's list, eval and require, and nothing else (no
// globalThis, Intl, WebAssembly, WeakRef ...). Scripts may add to it; what they add stays for the scripts after them.
import { defineProperty, deleteProperty, getOwnPropertyNames, NativeError, NativeGlobal, table } from './intrinsics.js';

// prettier-ignore
export const ALLOWED = [
  'Object', 'Function', 'Array', 'Number', 'parseFloat', 'parseInt', 'Infinity', 'NaN', 'undefined', 'Boolean', 'String',
  'Symbol', 'Date', 'Promise', 'RegExp', 'Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError',
  'URIError', 'JSON', 'Math', 'ArrayBuffer', 'Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array',
  'Int32Array', 'Float32Array', 'Float64Array', 'Uint8ClampedArray', 'BigUint64Array', 'BigInt64Array', 'DataView', 'Map',
  'BigInt', 'Set', 'WeakMap', 'WeakSet', 'Proxy', 'Reflect', 'decodeURI', 'decodeURIComponent', 'encodeURI',
  'encodeURIComponent', 'escape', 'unescape', 'isFinite', 'isNaN', 'SharedArrayBuffer', 'Atomics',
];

/** Deletes what scripts shall not see and adds `require`. */
export function prepareUniverse(require) {
  const allowed = table({ eval: true });
  for (const name of ALLOWED) allowed[name] = true;
  for (const name of getOwnPropertyNames(NativeGlobal)) if (!allowed[name]) deleteProperty(NativeGlobal, name);
  defineProperty(NativeGlobal, 'require', { value: require, writable: true, enumerable: false, configurable: true });
  // Postman's sandbox gives errors a JSON form, which console messages and JSON.stringify show.
  defineProperty(NativeError.prototype, 'toJSON', {
    value: function toJSON() {
      return { type: 'Error', name: this.name, message: this.message };
    },
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
