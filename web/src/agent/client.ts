import { Problem, unreachable, type ProblemDocument } from './problem';
import { takeToken } from './token';

const token = takeToken();

export interface CallOptions {
  body?: unknown;
  /** The revision that is changed (If-Match). */
  revision?: number;
  signal?: AbortSignal;
}

type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Calls the agent, or through it the team server. `T` is what docs/openapi.yaml says of the answer; undefined where
 * there is none (204, 202). Throws a Problem.
 */
export async function call<T>(verb: Verb, path: string, options: CallOptions = {}): Promise<T> {
  const response = await reach(verb, path, options);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Bytes, of a body or an export. */
export async function download(path: string, signal?: AbortSignal): Promise<Blob> {
  return (await reach('GET', path, signal ? { signal } : {})).blob();
}

async function reach(verb: Verb, path: string, { body, revision, signal }: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (token !== null) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (revision !== undefined) headers['If-Match'] = `"${revision}"`;
  const response = await fetch(path, {
    method: verb,
    headers,
    cache: 'no-store',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Problem({
      type: 'about:blank',
      title: 'The agent does not answer',
      status: unreachable,
      hint: 'is signet app still running?',
    });
  });
  if (response.ok) return response;
  throw new Problem(await problemOf(response));
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  const fallback = { type: 'about:blank', title: response.statusText || 'Refused', status: response.status };
  try {
    return { ...fallback, ...((await response.json()) as Partial<ProblemDocument>) };
  } catch {
    return fallback;
  }
}
