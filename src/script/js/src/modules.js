// Libraries: evaluated on first use, from sources that are embedded in the worker. Scripts may require those of Postman's
// list; libraries among themselves also the private ones and the sandbox's own modules (#name).
import { evaluate, library } from './host.js';
import { defineProperty, hasOwn, NativeError, table } from './intrinsics.js';
import { ownModules } from './own-modules.js';

/* global PUBLIC_LIBRARIES */
const isPublic = table({ uuid: true });
for (const name of PUBLIC_LIBRARIES) isPublic[name] = true;

const loaded = table();
let onChai = () => undefined;

/** Has `listener` called when a script requires chai itself, and so may extend it. */
export function whenChaiIsRequired(listener) {
  onChai = listener;
}

function notFound(name) {
  const error = new NativeError(`Cannot find module '${name}'`);
  error.code = 'MODULE_NOT_FOUND';
  return error;
}

/** A library's exports, or those of one of the sandbox's own modules. */
export function load(name) {
  if (hasOwn(loaded, name)) return loaded[name].exports;
  if (hasOwn(ownModules, name)) return ownModules[name];
  const source = library(name);
  if (source === undefined) throw notFound(name);
  const module = { exports: {} };
  defineProperty(loaded, name, { value: module });
  evaluate(source, `signet:lib/${name}`)(module, module.exports, load);
  return module.exports;
}

/** True once the library has been evaluated. */
export const isLoaded = (name) => hasOwn(loaded, name);

/** The global `require` of scripts. */
export function require(name) {
  const wanted = `${name}`;
  if (!hasOwn(isPublic, wanted)) throw notFound(wanted);
  if (wanted === 'chai') onChai();
  return wanted === 'uuid' ? load('#uuid') : load(wanted);
}

/** The Postman SDK (npm's postman-collection). */
export const sdk = () => load('postman-collection');
