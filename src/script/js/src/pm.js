// The pm object of a script: everything on it is made when it is first asked for.
import { currentExpect } from './expect.js';
import { defineProperty, NativeTypeError } from './intrinsics.js';

/** An object whose properties scripts can read, but neither change nor list (as Postman's pm.info). */
function readOnly(object, properties) {
  for (const name in properties) {
    if (properties[name] !== undefined) defineProperty(object, name, { value: properties[name] });
  }
  return object;
}

export class Postman {
  test = undefined;
  #execution;
  #info;
  #iterationData;
  #cookies;
  #visualizer;
  #control;
  #variables;
  #vault;

  constructor(execution) {
    this.#execution = execution;
    this.test = execution.tests.functionsFor(this);
  }

  get info() {
    if (!this.#info) {
      const { event, info } = this.#execution;
      const { iteration, iterationCount, requestName, requestId } = info;
      this.#info = readOnly({}, { eventName: event, iteration, iterationCount, requestName, requestId });
    }
    return this.#info;
  }

  get globals() {
    return this.#execution.scope('globals');
  }

  get environment() {
    return this.#execution.scope('environment');
  }

  get collectionVariables() {
    return this.#execution.scope('collection');
  }

  get variables() {
    return (this.#variables ??= this.#execution.scope('local'));
  }

  get iterationData() {
    return (this.#iterationData ??= this.#execution.scope('data'));
  }

  get request() {
    return this.#execution.requestHolder.request;
  }

  get response() {
    return this.#execution.response;
  }

  get cookies() {
    return (this.#cookies ??= this.#execution.makeCookies());
  }

  get visualizer() {
    return (this.#visualizer ??= this.#execution.visualizer.api());
  }

  get execution() {
    return (this.#control ??= this.#makeControl());
  }

  get expect() {
    return currentExpect();
  }

  get vault() {
    return (this.#vault ??= readOnly({}, this.#execution.makeVault()));
  }

  sendRequest(request, callback) {
    return this.#execution.requests.send(this, request, callback);
  }

  require(name) {
    throw new NativeTypeError(`pm.require is not supported: the package '${name}' of the Package Library is not here`);
  }

  #makeControl() {
    const execution = this.#execution;
    return {
      skipRequest() {
        if (execution.event !== 'prerequest') throw new NativeTypeError('pm.execution.skipRequest is not a function');
        execution.skip();
      },
      location: readOnly(execution.location, { current: execution.locationCurrent }),
      setNextRequest: (request) => execution.setNextRequest(request),
      runRequest: (id, options) => execution.requests.run(id, options),
    };
  }
}

defineProperty(Postman, 'name', { value: 'Postman' });
