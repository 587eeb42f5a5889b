// Libraries: evaluated on first use, from sources that are embedded in the worker. Scripts may require those of Postman's
// list; libraries among themselves also the private ones and the sandbox's own modules (#name).
import { evaluate, library } from './host.js';
import { apply, defineProperty, functionPrototype, hasOwn, NativeError, table } from './intrinsics.js';
import { ownModules } from './own-modules.js';

/* global PUBLIC_LIBRARIES */
const isPublic = table({ uuid: true });
for (const name of PUBLIC_LIBRARIES) isPublic[name] = true;

const loaded = table();
const hasInstance = functionPrototype[Symbol.hasInstance];
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

/** The global `require` of scripts. */
export function require(name) {
  const wanted = `${name}`;
  if (!hasOwn(isPublic, wanted)) throw notFound(wanted);
  if (wanted === 'chai') onChai();
  if (wanted === 'postman-collection') return sdk();
  return wanted === 'uuid' ? load('#uuid') : load(wanted);
}

let standIns = () => false;

/** Tells `sdk` which objects pass for those of the SDK's class of a name: `isStandIn(object, className)`. */
export function setStandIns(isStandIn) {
  standIns = isStandIn;
}

/** Makes `instanceof` of an SDK class true for the sandbox's own objects in its place. */
function acceptStandIns(exports, name) {
  const type = exports[name];
  defineProperty(type, Symbol.hasInstance, {
    value(object) {
      return apply(hasInstance, this, [object]) || (this === type && standIns(object, name));
    },
  });
}

/** The Postman SDK (npm's postman-collection). */
export function sdk() {
  if (hasOwn(loaded, 'postman-collection')) return load('postman-collection');
  const exports = load('postman-collection');
  acceptStandIns(exports, 'Response');
  acceptStandIns(exports, 'VariableScope');
  return exports;
}
