/**
 * The documents of Postman as far as the app reads them: collection v2.1, with what v2.0 has in its place.
 * https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html
 *
 * Members that are not named here stay as they are: edit by spreading (`{...item, name}`), never by building anew.
 */

export interface PostmanDescription {
  content?: string;
  type?: string;
}

/** A header, a parameter of a query or a field of a form. */
export interface PostmanParam {
  key?: string | null;
  value?: string | null;
  disabled?: boolean;
  description?: string | PostmanDescription | null;
}

export interface PostmanUrl {
  raw?: string;
  protocol?: string;
  host?: string | string[];
  port?: string;
  path?: string | (string | { type?: string; value?: string })[];
  query?: PostmanParam[];
  hash?: string;
  /** Of the path: `:id`. */
  variable?: PostmanVariable[];
}

export interface PostmanFormParam extends PostmanParam {
  type?: string;
  src?: string | string[] | null;
  contentType?: string;
}

export type PostmanBodyMode = 'raw' | 'urlencoded' | 'formdata' | 'file' | 'graphql';

export interface PostmanBody {
  mode?: PostmanBodyMode;
  raw?: string;
  urlencoded?: PostmanParam[];
  formdata?: PostmanFormParam[];
  file?: { src?: string | null; content?: string };
  graphql?: { query?: string; operationName?: string; variables?: string };
  options?: { raw?: { language?: string } };
  disabled?: boolean;
}

export interface PostmanAuthParam {
  key: string;
  /** null where the server keeps it sealed. */
  value?: unknown;
  type?: string;
}

/** `{type: "bearer", bearer: [{key, value, type}]}`; in v2.0 an object stands in the place of the list. */
export interface PostmanAuth {
  type: string;
  [parameters: string]: string | PostmanAuthParam[] | Record<string, unknown> | undefined;
}

export interface PostmanScript {
  id?: string;
  type?: string;
  exec?: string | string[];
}

export interface PostmanEvent {
  listen: string;
  script?: PostmanScript;
  disabled?: boolean;
}

export interface PostmanRequest {
  method?: string;
  url?: string | PostmanUrl;
  header?: PostmanParam[] | string | null;
  body?: PostmanBody | null;
  auth?: PostmanAuth | null;
  description?: string | PostmanDescription | null;
}

export interface PostmanResponse {
  id?: string;
  name?: string;
  originalRequest?: PostmanRequest;
  status?: string;
  code?: number;
  header?: PostmanParam[] | string | null;
  body?: string | null;
  _postman_previewlanguage?: string;
}

/** What `protocolProfileBehavior` says of how a request is sent. */
export type PostmanBehaviour = Record<string, unknown>;

export interface PostmanItem {
  id?: string;
  name?: string;
  description?: string | PostmanDescription | null;
  request?: PostmanRequest | string;
  response?: PostmanResponse[];
  event?: PostmanEvent[];
  variable?: PostmanVariable[];
  protocolProfileBehavior?: PostmanBehaviour;
}

/** A folder, or a collection without its `info`. */
export interface PostmanFolder {
  name?: string;
  description?: string | PostmanDescription | null;
  item?: unknown[];
  auth?: PostmanAuth | null;
  event?: PostmanEvent[];
  variable?: PostmanVariable[];
  protocolProfileBehavior?: PostmanBehaviour;
}

export interface PostmanCollection extends PostmanFolder {
  info?: { name?: string; description?: string | PostmanDescription | null; schema?: string; _postman_id?: string };
}

/** Of an environment, globals, a collection or a path. */
export interface PostmanVariable {
  id?: string;
  key?: string;
  /** null where it is secret. */
  value?: unknown;
  type?: string;
  enabled?: boolean;
  disabled?: boolean;
  description?: string | PostmanDescription | null;
}

export interface PostmanEnvironment {
  id?: string;
  name?: string;
  values?: PostmanVariable[];
}

/** A variable as a request would see it (POST /agent/v1/resolve). */
export interface ResolvedVariable {
  key: string;
  /** Masked where it is secret. */
  value: string | null;
  scope: string;
  secret: boolean;
  /** The user's own, and not the shared one. */
  own: boolean;
}
