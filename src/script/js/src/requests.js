// Requests that scripts send: pm.sendRequest, and pm.execution.runRequest for those of the collection.
import { apply, defineProperty, hasOwn, keys, NativeError, NativePromise, stringify, then } from './intrinsics.js';
import { sdk } from './modules.js';
import { makeResponse } from './response.js';
import { jsonOf } from './serialise.js';

/** The request as JSON of the collection format. An address alone is left to the parent to take apart. */
function definitionOf(request) {
  if (typeof request === 'string') return `{"url":${stringify(request)},"method":"GET"}`;
  const { Request } = sdk();
  return stringify((Request.isRequest(request) ? request : new Request(request)).toJSON());
}

/** The parent's error as Postman's callbacks get it: a plain object without a message. */
function callbackError(error) {
  const plain = {};
  const names = keys(error);
  for (let i = 0; i < names.length; i++) if (names[i] !== 'message') plain[names[i]] = error[names[i]];
  return plain;
}

/** The same as an Error, for promises. */
function rejection(error) {
  const made = new NativeError(error.message ?? error.code ?? 'the request failed');
  const names = keys(error);
  for (let i = 0; i < names.length; i++) if (names[i] !== 'message') made[names[i]] = error[names[i]];
  return made;
}

/** The third argument of sendRequest's callback, whose cookies are made when they are asked for. */
function historyOf(reply) {
  const history = {};
  defineProperty(history, 'cookies', {
    get() {
      const { CookieList } = sdk();
      const cookies = new CookieList({}, reply.cookies ?? []);
      defineProperty(history, 'cookies', { value: cookies, writable: true });
      return cookies;
    },
    enumerable: true,
    configurable: true,
  });
  return history;
}

const noop = () => undefined;

/** A promise that a script may leave alone: its rejection is no error of the script's. */
function quietPromise(start) {
  const promise = new NativePromise(start);
  then(promise, noop, noop);
  return promise;
}

/**
 * Requests of one script. `ask(type, fields, onReply)` sends a message, and keeps the script waiting for the answer.
 * `changes()` gives the fields for the scopes' changes so far, `takeScopes` takes those of the parent.
 */
export class Requests {
  #ask;
  #changes;
  #takeScopes;

  constructor(ask, changes, takeScopes) {
    this.#ask = ask;
    this.#changes = changes;
    this.#takeScopes = takeScopes;
  }

  /** pm.sendRequest: with a callback as newman has it (gives back `pm`), without one a promise of the response. */
  send(pm, request, callback) {
    if (typeof callback !== 'function') {
      return quietPromise((resolve, reject) => {
        if (!request) throw new NativeError('sendrequest: nothing to request');
        this.#start(request, (reply, blob) => {
          if (reply.error) reject(rejection(reply.error));
          else resolve(makeResponse(reply.response, blob));
        });
      });
    }
    if (!request) return apply(callback, pm, [new NativeError('sendrequest: nothing to request')]);
    this.#start(request, (reply, blob) => {
      if (reply.error) {
        const { Response } = sdk();
        apply(callback, pm, [callbackError(reply.error), new Response()]);
      } else {
        apply(callback, pm, [null, makeResponse(reply.response, blob), historyOf(reply)]);
      }
    });
    return pm;
  }

  /** pm.execution.runRequest: a promise of the response, or of null when that request was skipped. */
  run(item, options) {
    return new NativePromise((resolve, reject) => {
      if (!item) throw new NativeError('runRequest: collection request id not provided');
      const fields = `"item":${stringify(`${item}`)},"options":${jsonOf(options ?? {})}${this.#changes()}`;
      this.#ask('runRequest', fields, (reply, blob) => {
        if (hasOwn(reply, 'scopes')) this.#takeScopes(reply.scopes);
        if (reply.error) reject(rejection(reply.error));
        else resolve(reply.response ? makeResponse(reply.response, blob) : null);
      });
    });
  }

  #start(request, onReply) {
    this.#ask('request', `"definition":${definitionOf(request)}`, onReply);
  }
}
