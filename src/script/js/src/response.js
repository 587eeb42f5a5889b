// pm.response: Postman's Response without the SDK. What most tests ask for (code, text, json, to.have.status) is here; any
// other member turns the object, in place, into the SDK's own Response.
import {
  apply,
  charCodeAt,
  defineProperty,
  indexOf,
  lowerCase,
  NativeUint8Array,
  parse,
  setPrototypeOf,
  slice,
} from './intrinsics.js';
import { expectOf } from './expect.js';
import { becomesOnAccess } from './lazy.js';
import { load, sdk } from './modules.js';
import { decodeUtf8 } from './own-modules.js';

/** Turns a response into the SDK's Response, in place, unless it is one; returns it. */
export let toSdkResponse;
/** True while a response has not been turned into the SDK's. */
export let isLight;
/** The value of the last header of that name; undefined when a light response has none. */
export let headerOf;

const NO_BYTES = new NativeUint8Array(0);

/** Gives an SDK object the `to` of pm.request and pm.response. */
export function defineTo(object) {
  defineProperty(object, 'to', {
    get() {
      return expectOf(this).to;
    },
  });
  return object;
}

/** The charset that a Content-Type names, in lower case; '' when it names none. */
function charsetOf(contentType) {
  const at = indexOf(lowerCase(contentType), 'charset=');
  if (at < 0) return '';
  let charset = lowerCase(slice(contentType, at + 8));
  const end = indexOf(charset, ';');
  if (end >= 0) charset = slice(charset, 0, end);
  let from = 0;
  let to = charset.length;
  const isMargin = (code) => code === 32 || code === 9 || code === 34 || code === 39;
  while (from < to && isMargin(charCodeAt(charset, from))) from++;
  while (to > from && isMargin(charCodeAt(charset, to - 1))) to--;
  return slice(charset, from, to);
}

class Response {
  status = undefined;
  code = undefined;
  responseTime = undefined;
  #definition;
  #bytes;
  #text = undefined;
  #isSdk = false;

  /** `definition`: a response as the parent sends it; `blob`: its body. */
  constructor(definition, blob) {
    this.#definition = definition;
    this.#bytes = blob;
    this.status = definition.status;
    this.code = definition.code;
    this.responseTime = definition.responseTime;
  }

  get to() {
    return expectOf(this).to;
  }

  text() {
    if (this.#text !== undefined) return this.#text;
    const type = this.#header('content-type');
    const charset = type === undefined ? '' : charsetOf(type);
    if (charset !== '' && charset !== 'utf-8' && charset !== 'utf8') return toSdkResponse(this).text();
    return (this.#text = this.#bytes ? decodeUtf8(this.#bytes) : '');
  }

  json(...options) {
    const text = this.text();
    if (options.length === 0) {
      try {
        return parse(text);
      } catch {
        // liquid-json says where and what, and takes more than the language does.
      }
    }
    return load('json').parse(text, ...options);
  }

  reason() {
    return this.status;
  }

  /** The value of the last header of that name (in lower case); undefined when there is none. */
  #header(name) {
    const headers = this.#definition.headers ?? [];
    for (let i = headers.length - 1; i >= 0; i--) if (lowerCase(headers[i][0]) === name) return headers[i][1];
    return undefined;
  }

  #becomeSdk() {
    if (this.#isSdk) return;
    const { Response: SdkResponse } = sdk();
    const { status, code, responseTime } = this;
    const { id, headers, cookies } = this.#definition;
    const header = [];
    for (let i = 0; i < (headers?.length ?? 0); i++) header[i] = { key: headers[i][0], value: headers[i][1] };
    // Without a response there is no stream either, and text() is undefined.
    const stream = code === undefined ? undefined : load('buffer').Buffer.from(this.#bytes ?? NO_BYTES);
    this.#isSdk = true;
    delete this.status;
    delete this.code;
    delete this.responseTime;
    setPrototypeOf(this, SdkResponse.prototype);
    apply(SdkResponse, this, [{ id, status, code, header, stream, cookie: cookies ?? [], responseTime }]);
    defineTo(this);
  }

  static _postman_propertyName = 'Response';

  static {
    toSdkResponse = (response) => {
      response.#becomeSdk();
      return response;
    };
    headerOf = (response, name) => response.#header(lowerCase(name));
    isLight = (value) => typeof value === 'object' && value !== null && #isSdk in value && !value.#isSdk;
  }
}

defineProperty(Response, 'name', { value: 'PostmanResponse', configurable: true });

// prettier-ignore
becomesOnAccess(Response.prototype, [
  'id', 'name', '_details', 'headers', 'body', 'stream', 'cookies', 'responseSize', 'originalRequest', 'update', 'toJSON',
  'details', 'jsonp', 'contentInfo', 'mime', 'dataURI', 'size', 'encoding', 'describe', 'description', 'disabled',
  'toObjectResolved', 'findSubstitutions', 'forEachParent', 'findInParents', 'findParentContaining', 'meta', 'parent',
  'setParent',
], (response) => toSdkResponse(response));

/** The response that scripts see. One without a reason phrase is the SDK's at once: it knows the standard ones. */
export function makeResponse(definition, blob) {
  const response = new Response(definition, blob);
  return definition.status ? response : toSdkResponse(response);
}
