// Objects that become something else on first use.
import {
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  NativeProxy,
  ownKeys,
  setPrototypeOf,
} from './intrinsics.js';

/** Defines `members` on `prototype` so that using one first calls `become(object)`, which must give it the real ones. */
export function becomesOnAccess(prototype, members, become) {
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    defineProperty(prototype, member, {
      get() {
        return become(this)[member];
      },
      set(value) {
        become(this)[member] = value;
      },
      configurable: true,
    });
  }
}

/**
 * A stand-in for the object or function that `make` gives when it is first used. `onUse()` is called before each
 * get, set and call, which is how the deprecation warnings of Postman's legacy names come about.
 */
export function lazyProxy(make, isFunction, onUse) {
  let real;
  let made = false;
  const target = () => {
    if (!made) {
      real = make();
      made = true;
    }
    return real;
  };
  return new NativeProxy(isFunction ? () => undefined : {}, {
    get(_, key) {
      onUse();
      return target()[key];
    },
    // As Postman's own proxy this answers nothing, so that setting throws in strict code.
    set(_, key, value) {
      onUse();
      target()[key] = value;
    },
    apply(_, self, values) {
      onUse();
      return apply(target(), self, values);
    },
    construct: (_, values) => construct(target(), values),
    has: (_, key) => key in target(),
    deleteProperty: (_, key) => delete target()[key],
    ownKeys: () => ownKeys(target()),
    getPrototypeOf: () => getPrototypeOf(target()),
    setPrototypeOf: (_, prototype) => Boolean(setPrototypeOf(target(), prototype)),
    defineProperty: (_, key, descriptor) => Boolean(defineProperty(target(), key, descriptor)),
    getOwnPropertyDescriptor(_, key) {
      const descriptor = getOwnPropertyDescriptor(target(), key);
      // The stand-in has no such property, so it may not be said to be unchangeable.
      if (descriptor) descriptor.configurable = true;
      return descriptor;
    },
  });
}
