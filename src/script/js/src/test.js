// pm.test. A test is told to the parent when it has a result: at once, when its callback is called, or, for a function that
// returns a promise, when that is settled; tests that come after such a one wait for it, so that their order stays.
import { NativeError, NativePromise, safeText, stringify, table, then, toBoolean, toText } from './intrinsics.js';
import { testErrorJson } from './errors.js';

class Slot {
  json = undefined;
  next = undefined;
}

/** The tests of one script. `emit(type, fields)` sends a message, `url` names the script in stacks. */
export class TestRunner {
  #emit;
  #url;
  #index = 0;
  #first = undefined;
  #last = undefined;

  constructor(emit, url) {
    this.#emit = emit;
    this.#url = url;
  }

  /** How many tests there were. */
  get index() {
    return this.#index;
  }

  /** The functions pm.test, pm.test.skip and pm.test.index, which give back `pm`. */
  functionsFor(pm) {
    const test = (name, assert) => {
      this.#run(safeName(name), assert);
      return pm;
    };
    test.skip = (name) => {
      this.#report(`${startOf(safeName(name), this.#index++)}"skipped":true,"async":false}`);
      return pm;
    };
    test.index = () => this.#index;
    return test;
  }

  /** Tells the results of the legacy `tests` object: `list` is [{name, value}]. */
  reportLegacy(list) {
    let json = '';
    for (let i = 0; i < list.length; i++) {
      const { name, value } = list[i];
      const thrown = table({ name: 'AssertionError', message: `expected ${safeText(value)} to be truthy` });
      json += (i === 0 ? '' : ',') + this.#result(name, this.#index++, false, value ? undefined : { thrown });
    }
    if (json !== '') this.#report(json);
  }

  /** Tells what still waits: no promise is settled any more. */
  finish() {
    for (let slot = this.#first; slot; slot = slot.next) slot.json ??= slot.unsettled();
    this.#flush();
  }

  #run(name, assert) {
    if (typeof assert !== 'function') {
      this.#report(this.#result(name, this.#index++, false));
      return;
    }
    if (assert.length > 0) {
      this.#runWithCallback(name, assert);
      return;
    }
    const index = this.#index++;
    let promise;
    let failure;
    try {
      const returned = assert();
      if (returned instanceof NativePromise) promise = returned;
    } catch (thrown) {
      failure = { thrown };
    }
    if (promise) this.#await(name, index, promise);
    else this.#report(this.#result(name, index, false, failure));
  }

  #runWithCallback(name, assert) {
    const index = this.#index++;
    let failed = false;
    const report = (failure) => this.#report(this.#result(name, index, true, failure));
    try {
      assert((error) => {
        if (failed) return;
        failed = toBoolean(error);
        report(error ? { thrown: error } : undefined);
      });
    } catch (thrown) {
      failed = true;
      report({ thrown });
    }
  }

  #await(name, index, promise) {
    const slot = new Slot();
    const settle = (failure) => {
      slot.json = this.#result(name, index, true, failure);
      this.#flush();
    };
    slot.unsettled = () => {
      const thrown = new NativeError('the promise that the test returned was not settled when the script ended');
      return this.#result(name, index, true, { thrown });
    };
    this.#append(slot);
    then(
      promise,
      () => settle(),
      (thrown) => settle({ thrown }),
    );
  }

  /** JSON of a result; `failure` is {thrown} of a test that failed. */
  #result(name, index, isAsync, failure) {
    const json = `${startOf(name, index)}"skipped":false,"async":${isAsync}`;
    return failure ? `${json},"error":${testErrorJson(failure.thrown, name, this.#url)}}` : `${json}}`;
  }

  #report(json) {
    if (!this.#first) {
      this.#send(json);
      return;
    }
    const slot = new Slot();
    slot.json = json;
    this.#append(slot);
  }

  #append(slot) {
    if (this.#last) this.#last.next = slot;
    else this.#first = slot;
    this.#last = slot;
  }

  #flush() {
    while (this.#first && this.#first.json !== undefined) {
      this.#send(this.#first.json);
      this.#first = this.#first.next;
    }
    if (!this.#first) this.#last = undefined;
  }

  #send(json) {
    this.#emit('assertions', `"list":[${json}]`);
  }
}

const startOf = (name, index) => `{"name":${stringify(name)},"index":${index},`;

/** String(name), as Postman names a test. */
function safeName(name) {
  return typeof name === 'string' ? name : toText(name);
}
