// Reads and edits `auth` of a request: v2.1's list of {key, value, type} and v2.0's object alike. Parameters that are not
// known here stay.

import type { PostmanAuth, PostmanItem } from '../model/postman';
import { authType, isSecretField } from './auth_types';

interface Param {
  key: string;
  value: unknown;
  [member: string]: unknown;
}

/** The parameters of an auth as a list, whichever format they came in. */
function params(auth: PostmanAuth): Param[] {
  const own: unknown = auth[auth.type];
  if (Array.isArray(own)) return own as Param[];
  if (typeof own !== 'object' || own === null) return [];
  return Object.entries(own).map(([key, value]) => ({ key, value: value as unknown }));
}

/** undefined: there is no such parameter; null: the server keeps its value sealed. */
export function authParam(auth: PostmanAuth, key: string): string | boolean | null | undefined {
  const found = params(auth).find((param) => param.key === key);
  if (found === undefined) return undefined;
  const { value } = found;
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  return value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value as number);
}

export function setAuthParam(auth: PostmanAuth, key: string, value: string | boolean): PostmanAuth {
  const before = params(auth);
  const at = before.findIndex((param) => param.key === key);
  const type = typeof value === 'boolean' ? 'boolean' : 'string';
  const next =
    at < 0 ? [...before, { key, value, type }] : before.map((param, i) => (i === at ? { ...param, value } : param));
  return { ...auth, [auth.type]: next };
}

/** What stands in the request: an auth of its own, or null when it inherits. */
export function ownAuth(item: PostmanItem): PostmanAuth | null {
  const request = item.request;
  if (typeof request !== 'object') return null;
  return request.auth ?? null;
}

/**
 * The auth after another type was chosen. What was typed for the former type stays in the document, as in Postman, so
 * that choosing it again brings it back.
 */
export function changeAuthType(auth: PostmanAuth | null, type: string): PostmanAuth {
  const next: PostmanAuth = { ...auth, type };
  const known = authType(type);
  if (type === 'noauth' || next[type] !== undefined || !known) return next;
  next[type] = known.fields
    .filter((field) => field.initial !== undefined)
    .map((field) => ({
      key: field.key,
      value: field.initial,
      type: typeof field.initial === 'boolean' ? 'boolean' : 'string',
    }));
  return next;
}

/** Whether the value of `key` is a secret of this type of auth. */
export function isSecretParam(type: string, key: string): boolean {
  const field = authType(type)?.fields.find((candidate) => candidate.key === key);
  return field === undefined || isSecretField(field);
}
