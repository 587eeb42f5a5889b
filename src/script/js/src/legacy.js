// The names of Postman's older API: tests, responseBody, postman.setEnvironmentVariable ..., and the libraries that were
// globals then. Each is made when a script uses it, and warns once in the console as Postman's sandbox does.
import {
  apply,
  bareArray,
  hasOwn,
  isArray,
  keys,
  parse as nativeParse,
  peek,
  stringify as nativeStringify,
  table,
} from './intrinsics.js';
import { lazyProxy } from './lazy.js';
import { load } from './modules.js';

const INSTEAD = table({
  tests: 'pm.test()',
  globals: 'pm.globals',
  environment: 'pm.environment',
  data: 'pm.iterationData',
  request: 'pm.request',
  responseCookies: 'pm.cookies',
  responseHeaders: 'pm.response.headers',
  responseCode: 'pm.response.code',
  _: "require('lodash')",
  CryptoJS: "require('crypto-js')",
  atob: "require('atob')",
  btoa: "require('btoa')",
  tv4: "require('ajv')",
  xml2Json: "require('xml2js')",
  Backbone: "require('backbone')",
  cheerio: "require('cheerio')",
  'postman.setNextRequest': 'pm.execution.setNextRequest()',
});

const XML_OPTIONS = { explicitArray: false, async: false, trim: true, mergeAttrs: false };

function xml2Json(text) {
  let result = {};
  load('xml2js').parseString(text, XML_OPTIONS, (_, parsed) => {
    result = parsed;
  });
  return result;
}

/** Libraries that were globals: how to get each, and whether it is a function. */
const LIBRARIES = table({
  _: { make: () => load('lodash3').noConflict(), isFunction: true },
  CryptoJS: { make: () => load('crypto-js') },
  atob: { make: () => load('atob'), isFunction: true },
  btoa: { make: () => load('btoa'), isFunction: true },
  tv4: { make: () => load('tv4') },
  xml2Json: { make: () => xml2Json, isFunction: true },
  Backbone: { make: () => load('backbone') },
  cheerio: { make: () => load('cheerio'), isFunction: true },
});

/** The JSON of scripts: liquid-json, whose errors are JSONErrors that say where, and which is only loaded for an error. */
export const liquidJson = {
  parse(text, reviver, relaxed) {
    if (typeof text === 'string') {
      try {
        return typeof reviver === 'function' ? nativeParse(text, reviver) : nativeParse(text);
      } catch {
        // liquid-json says more, and takes a byte order mark.
      }
    }
    return load('json').parse(text, reviver, relaxed);
  },
  stringify(...args) {
    try {
      return apply(nativeStringify, undefined, args);
    } catch (error) {
      error.name = 'JSONError';
      throw error;
    }
  },
};

/** As postman.set...Variable: what has a text becomes it, but false, null, 0, '' and undefined stay what they are. */
function legacyValue(value) {
  return value && typeof value.toString === 'function' ? value.toString() : value;
}

function clearOwn(object) {
  const names = keys(object);
  for (let i = 0; i < names.length; i++) delete object[names[i]];
}

/** Body of a request as `request.data` has it: the text, or an object of a form's fields. */
function bodyData(body) {
  if (!body || body.isEmpty()) return {};
  const { mode } = body;
  if (mode === 'raw') return body.raw || {};
  if (mode === 'file') return body.file?.content || {};
  if (mode !== 'urlencoded' && mode !== 'formdata') return {};
  const fields = {};
  body[mode].each(({ key, value, disabled }) => {
    if (disabled) return;
    if (!fields[key]) fields[key] = value;
    else if (isArray(fields[key])) fields[key].push(value);
    else fields[key] = [fields[key], value];
  });
  return fields;
}

/** The values of legacy names for one script. `pm` is its API, `state` what there is besides (see Execution). */
export class LegacyNames {
  #pm;
  #state;
  #made = table();
  #warned = table();
  #quiet = false;

  constructor(pm, state) {
    this.#pm = pm;
    this.#state = state;
  }

  /** The value that the parameter `name` gets. */
  value(name) {
    if (name === 'JSON') return liquidJson;
    if (name === 'responseBody') return this.#pm.response?.text();
    if (name === 'responseTime') return this.#pm.response ? this.#pm.response.responseTime : NaN;
    if (name === 'iteration') return this.#state.info.iteration;
    const library = LIBRARIES[name];
    const make = library ? library.make : () => this.#object(name);
    const warns = name === 'postman' ? 'postman.setNextRequest' : name;
    return lazyProxy(make, library?.isFunction === true, () => this.#warn(warns));
  }

  /** What the script left in `tests`: [{name, value}]. No warnings from now on. */
  finish() {
    this.#quiet = true;
    const list = bareArray();
    if (!hasOwn(this.#made, 'tests')) return list;
    const { tests } = this.#made;
    const names = keys(tests);
    for (let i = 0; i < names.length; i++) list[i] = { name: names[i], value: peek(tests, names[i]) };
    return list;
  }

  #warn(name) {
    if (this.#quiet || this.#warned[name]) return;
    this.#warned[name] = true;
    const instead = INSTEAD[name];
    this.#state.warn(`Using "${name}" is deprecated.${instead ? ` Use "${instead}" instead.` : ''}`);
  }

  /** The object behind a name, the same one whenever it is asked for. */
  #object(name) {
    if (!hasOwn(this.#made, name)) this.#made[name] = this.#make(name);
    return this.#made[name];
  }

  #make(name) {
    const pm = this.#pm;
    switch (name) {
      case 'tests':
        return {};
      case 'globals':
        return pm.globals.toObject();
      case 'environment':
        return pm.environment.toObject();
      case 'data':
        return this.#state.row;
      case 'request':
        return this.#request();
      case 'responseCookies':
        return pm.cookies;
      case 'responseHeaders':
        return this.#responseHeaders();
      case 'responseCode':
        return pm.response.details();
      default:
        return this.#postman();
    }
  }

  #request() {
    const { request } = this.#pm;
    const { requestId, requestName } = this.#state.info;
    return {
      id: requestId,
      name: requestName,
      description: request.description ? request.description.toString() : undefined,
      headers: request.headers.toObject(true, false, true, true),
      method: request.method,
      url: request.url.toString(),
      data: bodyData(request.body),
    };
  }

  #responseHeaders() {
    const headers = {};
    this.#pm.response.headers.each((header) => {
      if (header && !header.disabled) headers[header.key] = header.value;
    });
    return headers;
  }

  #postman() {
    const pm = this.#pm;
    const environment = variableFunctions(pm.environment, () => this.#object('environment'));
    const globals = variableFunctions(pm.globals, () => this.#object('globals'));
    const postman = {
      setEnvironmentVariable: environment.set,
      getEnvironmentVariable: environment.get,
      clearEnvironmentVariables: environment.clearAll,
      clearEnvironmentVariable: environment.clear,
      setGlobalVariable: globals.set,
      getGlobalVariable: globals.get,
      clearGlobalVariables: globals.clearAll,
      clearGlobalVariable: globals.clear,
      setNextRequest: (request) => pm.execution.setNextRequest(request),
    };
    if (this.#state.event !== 'test') return postman;
    postman.getResponseCookie = (name) => pm.cookies.one(String(name));
    postman.getResponseHeader = (name) => pm.response.headers.one(name)?.value;
    return postman;
  }
}

/** The functions of `postman` for one scope, which keep the legacy object of its values up to date. */
function variableFunctions(scope, object) {
  return {
    set(key, value) {
      const text = legacyValue(value);
      object()[key] = text;
      return scope.set(key, text);
    },
    get: (key) => scope.get(key),
    clear(key) {
      if (key) delete object()[key];
      return scope.unset(key);
    },
    clearAll() {
      clearOwn(object());
      return scope.clear();
    },
  };
}
