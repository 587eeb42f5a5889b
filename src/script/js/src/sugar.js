// SugarJS, which in Postman's sandbox extends the language's own prototypes ('abc'.capitalize()). Evaluating it takes some
// milliseconds for what nearly no script uses, so its names are stand-ins until a script uses one of them.
import { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, hasOwn, keys, table } from './intrinsics.js';
import { load } from './modules.js';

/* global SUGAR_NAMES */

const HOLDERS = table({ Array, String, Number, Date, Object, Function, RegExp });
for (const name of keys(HOLDERS)) HOLDERS[`${name}.prototype`] = HOLDERS[name].prototype;

/** Marks the getter of a stand-in, so that what a script has put in its place stays. */
const STAND_IN = Symbol('stand-in');

/** Calls `each(object, name)` for every name that Sugar adds; SUGAR_NAMES (build.mjs) lists them by object. */
function forEachName(each) {
  const holders = keys(SUGAR_NAMES);
  for (let i = 0; i < holders.length; i++) {
    const names = SUGAR_NAMES[holders[i]];
    for (let j = 0; j < names.length; j++) each(HOLDERS[holders[i]], names[j]);
  }
}

function loadSugar() {
  forEachName((object, name) => {
    const getter = getOwnPropertyDescriptor(object, name)?.get;
    if (getter && getter[STAND_IN]) deleteProperty(object, name);
  });
  load('sugar');
}

function defineStandIn(object, name) {
  if (hasOwn(object, name)) return;
  const get = function () {
    loadSugar();
    const descriptor = getOwnPropertyDescriptor(object, name);
    return descriptor && (descriptor.get ? apply(descriptor.get, this, []) : descriptor.value);
  };
  get[STAND_IN] = true;
  defineProperty(object, name, {
    get,
    set(value) {
      // As an assignment to an inherited property: the object itself gets one.
      defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
    enumerable: false,
    configurable: true,
  });
}

let isReady = false;

/** Puts the stand-ins in their places, once. */
export function offerSugar() {
  if (isReady) return;
  isReady = true;
  forEachName(defineStandIn);
}
