// The sandbox's own modules, which libraries (never scripts) name with a leading '#'.
import { call, random, utf8Decode } from './host.js';
import { NativeGlobal, NativeUint8Array, parse, slice, stringify, table, charCodeAt } from './intrinsics.js';
import { timerFunctions } from './timers.js';
import { load } from './modules.js';

const noop = () => undefined;
const HEX = '0123456789abcdef';
const BYTE_ORDER_MARK = 0xfeff;

/** A random UUID of version 4 (RFC 9562). */
export function uuid() {
  const bytes = new NativeUint8Array(random(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  let text = '';
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += HEX[bytes[i] >> 4] + HEX[bytes[i] & 15];
  }
  return text;
}
uuid.v4 = uuid;

/** Decodes UTF-8 as iconv-lite does: without the byte order mark. */
export function decodeUtf8(bytes) {
  const text = utf8Decode(bytes);
  return charCodeAt(text, 0) === BYTE_ORDER_MARK ? slice(text, 1) : text;
}

/** A new value of a dynamic variable ('$guid'), or undefined when the parent knows none of that name. */
export function dynamicValue(name) {
  const { value } = parse(call(`{"type":"dynamic","name":${stringify(name)}}`));
  return value === null ? undefined : value;
}

/** What libraries find in place of globals (see GLOBALS in build.mjs). */
const globals = {
  get Buffer() {
    return load('buffer').Buffer;
  },
  get process() {
    return load('_process');
  },
  global: NativeGlobal,
  console: { log: noop, info: noop, warn: noop, error: noop, debug: noop },
  ...timerFunctions,
};

export const ownModules = table({
  '#globals': globals,
  '#uuid': uuid,
  '#utf8': { decode: decodeUtf8 },
  '#dynamic': { value: dynamicValue },
});
