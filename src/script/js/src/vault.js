// pm.vault: secrets of the vault, read and written by the parent after the user's consent.
// Source: Postman docs "Reference vault secrets in Postman scripts".
import { NativeError, NativePromise, safeText, stringify } from './intrinsics.js';

/** `ask(type, fields, onReply)` sends a message, and keeps the script waiting for the answer. */
export function makeVault(ask) {
  const call = (method, name, fields) =>
    new NativePromise((resolve, reject) => {
      ask('vault', `"method":"${method}","name":${stringify(safeText(name))}${fields}`, (reply) => {
        if (reply.error) reject(new NativeError(reply.error.message));
        else resolve(reply.value ?? undefined);
      });
    });
  return {
    get: (name) => call('get', name, ''),
    set: (name, value) => call('set', name, `,"value":${stringify(safeText(value))}`),
    unset: (name) => call('unset', name, ''),
  };
}
