// Values as JSON text: for messages to the parent, and for the console, where what JSON lacks is shown in brackets.
import {
  apply,
  isArray,
  isFinite,
  keys,
  mapForEach,
  NativeArrayBuffer,
  NativeBoolean,
  NativeMap,
  NativeNumber,
  NativeRegExp,
  NativeSet,
  NativeString,
  NativeWeakMap,
  NativeWeakSet,
  peek,
  safeText,
  setAdd,
  setDelete,
  setForEach,
  setHas,
  stringify,
} from './intrinsics.js';

const MAX_DEPTH = 100;

/** JSON of a value that the parent keeps (a variable, a template's data): `null` for what JSON cannot hold. */
export function jsonOf(value) {
  switch (typeof value) {
    case 'string':
      return stringify(value);
    case 'number':
      return isFinite(value) ? `${value}` : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      try {
        return stringify(value) ?? 'null';
      } catch {
        return 'null';
      }
    default:
      return 'null';
  }
}

const bracketed = (text) => stringify(`[${text}]`);

/** As the console of Postman's sandbox: "[Function: name]". */
function functionText(value) {
  const kind = peek(peek(value, 'constructor'), 'name') || 'Function';
  const name = peek(value, 'name');
  return bracketed(name ? `${safeText(kind)}: ${safeText(name)}` : safeText(kind));
}

function listText(each, seen) {
  let text = '';
  each((item) => {
    text += (text === '' ? '' : ',') + encode(item, seen);
  });
  return `[${text}]`;
}

/** Objects that JSON would show as {}; undefined for all others. */
function specialText(value, seen) {
  if (value instanceof NativeMap) {
    let text = '';
    mapForEach(value, (item, key) => {
      text += `${text === '' ? '' : ','}[${encode(key, seen)},${encode(item, seen)}]`;
    });
    return `{"[Map]":[${text}]}`;
  }
  if (value instanceof NativeSet) return `{"[Set]":${listText((add) => setForEach(value, add), seen)}}`;
  if (value instanceof NativeString || value instanceof NativeNumber || value instanceof NativeBoolean) {
    return encode(value.valueOf(), seen);
  }
  if (value instanceof NativeRegExp) return stringify(safeText(value));
  if (value instanceof NativeWeakMap) return '"[WeakMap]"';
  if (value instanceof NativeWeakSet) return '"[WeakSet]"';
  if (value instanceof NativeArrayBuffer) return bracketed(`ArrayBuffer { byteLength: ${value.byteLength} }`);
  return undefined;
}

function objectText(value, seen) {
  const toJson = value.toJSON;
  if (typeof toJson === 'function') return encode(apply(toJson, value, ['']), seen);
  const special = specialText(value, seen);
  if (special !== undefined) return special;
  if (isArray(value)) {
    return listText((add) => {
      for (let i = 0; i < value.length; i++) add(value[i]);
    }, seen);
  }
  let text = '';
  const names = keys(value);
  for (let i = 0; i < names.length; i++) {
    text += `${i === 0 ? '' : ','}${stringify(names[i])}:${encode(value[names[i]], seen)}`;
  }
  return `{${text}}`;
}

function encode(value, seen) {
  switch (typeof value) {
    case 'string':
      return stringify(value);
    case 'number':
      return isFinite(value) ? `${value}` : bracketed(`${value}`);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return '"[undefined]"';
    case 'bigint':
      return bracketed(`${value}n`);
    case 'symbol':
      return bracketed(safeText(value));
    case 'function':
      return functionText(value);
    default:
  }
  if (value === null) return 'null';
  if (setHas(seen.objects, value)) return '"[Circular]"';
  if (seen.depth >= MAX_DEPTH) return '"[Object]"';
  setAdd(seen.objects, value);
  seen.depth++;
  const text = objectText(value, seen);
  seen.depth--;
  setDelete(seen.objects, value);
  return text;
}

/** JSON of one argument of a console call. */
export function consoleJson(value) {
  if (typeof value === 'string') return stringify(value);
  try {
    return encode(value, { objects: new NativeSet(), depth: 0 });
  } catch (error) {
    return bracketed(`Throws: ${safeText(error)}`);
  }
}
