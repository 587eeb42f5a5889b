// The native functions of the worker. Only this module's importers can name them: no object that a script can reach holds
// one, and none is ever called as a method of something.
export let send;
export let call;
export let library;
export let evaluate;
export let compile;
export let utf8Decode;
export let utf8Encode;
export let now;
export let random;

/** Takes the native functions of `host` and what JavaScript must know of the worker. */
export function install(host) {
  ({ send, call, library, evaluate, compile, utf8Decode, utf8Encode, now, random } = host);
}
