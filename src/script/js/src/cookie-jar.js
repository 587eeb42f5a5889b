// pm.cookies.jar(): a jar of tough-cookie whose store is the parent's. Names, rules and errors are Postman's.
import { hasOwn, isArray, NativeError, NativeTypeError, toBoolean } from './intrinsics.js';
import { load, sdk } from './modules.js';
import { jsonOf } from './serialise.js';

/** The methods of a tough-cookie store, and how many arguments come before the callback. */
const STORE_METHODS = {
  findCookie: 3,
  findCookies: 2,
  putCookie: 1,
  updateCookie: 2,
  removeCookie: 3,
  removeCookies: 2,
  removeAllCookies: 0,
  getAllCookies: 0,
};

/** A store that asks the parent: `ask(method, argumentsJson, callback(error, value))`. */
function makeStore(ask) {
  const { Cookie, Store } = load('tough-cookie');
  const store = new Store();
  store.synchronous = false;
  for (const method in STORE_METHODS) {
    store[method] = (...args) => {
      const count = STORE_METHODS[method];
      const callback = args[args.length - 1];
      let json = '';
      for (let i = 0; i < count && i < args.length - 1; i++) json += (i === 0 ? '' : ',') + jsonOf(args[i]);
      ask(method, `[${json}]`, (error, value) => {
        if (typeof callback !== 'function') throw new NativeTypeError('callback is not a function');
        if (error || !value) callback(error);
        else callback(null, isArray(value) ? value.map((cookie) => Cookie.fromJSON(cookie)) : Cookie.fromJSON(value));
      });
    };
  }
  return store;
}

const FIELDS = ['value', 'expires', 'maxAge', 'domain', 'path', 'secure', 'httpOnly', 'hostOnly', 'extensions'];

function toToughCookie(cookie) {
  if (!cookie) return undefined;
  const fields = { key: cookie.name || cookie.key };
  for (const field of FIELDS) fields[field] = cookie[field];
  return load('tough-cookie').Cookie.fromJSON(fields);
}

function toPostmanCookie(cookie) {
  if (!cookie) return undefined;
  const fields = { name: cookie.key };
  for (const field of FIELDS) fields[field] = cookie[field];
  if (cookie.expires === 'Infinity') fields.expires = null;
  return new (sdk().Cookie)(fields);
}

/** An address as the jar takes it; `method` is named in the error when it is none. */
function urlText(url, method) {
  const { Url } = sdk();
  if (Url.isUrl(url)) return url.toString(true);
  if (url && typeof url === 'string') return new Url(url).toString(true);
  throw new NativeTypeError(`CookieJar.${method}() requires a valid url`);
}

/** Calls back as Postman does: with an Error, or with null and the result. */
function answer(callback, error, result) {
  if (typeof callback !== 'function') return;
  if (error) callback(error instanceof NativeError ? error : new NativeError(error));
  else callback(null, result);
}

class CookieJar {
  constructor(ask) {
    this.store = makeStore(ask);
    this.jar = new (load('tough-cookie').CookieJar)(this.store, { rejectPublicSuffixes: false, looseMode: true });
  }

  /** Gives the callback the value of a cookie, or null. */
  get(url, name, callback) {
    const address = urlText(url, 'get');
    if (typeof callback !== 'function') throw new NativeTypeError('CookieJar.get() requires a callback function');
    if (typeof name !== 'string') throw new NativeTypeError('CookieJar.get() requires cookie name to be a string');
    findCookie(this.jar, address, name, (error, cookie) => {
      answer(callback, error, cookie ? toPostmanCookie(cookie).valueOf() : null);
    });
  }

  /** Gives the callback the CookieList of an address. */
  getAll(url, options, callback) {
    const address = urlText(url, 'getAll');
    const isShort = typeof options === 'function' && !callback;
    const done = isShort ? options : callback;
    const given = isShort ? {} : options;
    if (typeof done !== 'function') throw new NativeTypeError('CookieJar.getAll() requires a callback function');
    if (typeof given !== 'object') throw new NativeTypeError('CookieJar.getAll() requires options to be an object');
    const wanted = {
      http: hasOwn(given, 'http') ? toBoolean(given.http) : true,
      secure: hasOwn(given, 'secure') ? toBoolean(given.secure) : undefined,
    };
    this.jar.getCookies(address, wanted, (error, cookies) => {
      if (error) answer(done, error);
      else answer(done, null, new (sdk().CookieList)(null, cookies && cookies.map(toPostmanCookie)));
    });
  }

  /** Sets a cookie: from name and value, from an object, or from the text of a Set-Cookie header. */
  set(url, name, value, callback) {
    const address = urlText(url, 'set');
    const isShort = typeof value === 'function' && !callback;
    const done = isShort ? value : callback;
    let cookie;
    if (name && value && !isShort) cookie = toToughCookie({ name, value });
    else if (typeof name === 'object') cookie = toToughCookie(name);
    else if (typeof name === 'string') cookie = name;
    else throw new NativeTypeError('CookieJar.set() requires a valid set cookie arguments');
    this.jar.setCookie(cookie, address, (error, kept) => answer(done, error, toPostmanCookie(kept)));
  }

  /** Removes a cookie. */
  unset(url, name, callback) {
    const address = urlText(url, 'unset');
    if (typeof name !== 'string') throw new NativeTypeError('CookieJar.unset() requires cookie name to be a string');
    findCookie(this.jar, address, name, (error, cookie) => {
      if (error || !cookie) answer(callback, error);
      else this.store.removeCookie(cookie.domain, cookie.path, cookie.key, (failed) => answer(callback, failed));
    });
  }

  /** Removes all cookies of an address. */
  clear(url, callback) {
    const address = urlText(url, 'clear');
    this.jar.getCookies(address, (error, cookies) => {
      if (error || !cookies) answer(callback, error);
      else removeAll(this.store, cookies, (failed) => answer(callback, failed));
    });
  }
}

function findCookie(jar, url, name, callback) {
  jar.getCookies(url, (error, cookies) => {
    if (error) callback(error);
    else callback(null, (cookies ?? []).find((cookie) => cookie.key === name) ?? null);
  });
}

function removeAll(store, cookies, callback) {
  let index = 0;
  const next = (error) => {
    if (error || index >= cookies.length) {
      callback(error);
      return;
    }
    const { domain, path, key } = cookies[index++];
    store.removeCookie(domain, path, key, next);
  };
  next();
}

/** A cookie of the parent, whose time of expiry is a number. */
const withDate = (cookie) => {
  return typeof cookie.expires === 'number' ? { ...cookie, expires: new Date(cookie.expires) } : cookie;
};

/** pm.cookies: the SDK's CookieList of `cookies`, with jar(). `ask` is as makeStore has it. */
export function makeCookies(cookies, ask) {
  const { CookieList } = sdk();
  const list = new CookieList(null, (cookies ?? []).map(withDate));
  list.jar = () => new CookieJar(ask);
  return list;
}
