/** Comments on an element and its versions, as docs/openapi.yaml describes them. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../agent/client';
import type { Content, ElementWithContent } from '../model/element';
import { all, at } from '../workspace/api';

export interface Comment {
  id: string;
  /** Of answers: the first comment of their thread. */
  parent: string | null;
  author: string;
  /** null: the account is gone. */
  author_name: string | null;
  body: string;
  revision: number;
  created: string;
  edited: string | null;
  resolved: string | null;
  resolved_by: string | null;
}

export interface Version {
  version: number;
  at: string;
  by: string;
}

export interface VersionChange {
  /** A JSON pointer (RFC 6901). */
  path: string;
  /** What people call the place. */
  title: string;
  change: 'added' | 'removed' | 'changed';
  before: string | null;
  after: string | null;
  /** Of texts of several lines: a unified diff. */
  lines: string | null;
  /** Only that there is a change is told. */
  secret: boolean;
}

const refreshAfter = 15_000;

function base(workspace: string, element: string): string {
  return `/api/v1/workspaces/${workspace}/elements/${element}`;
}

/** All of them, as they were written. */
export function commentsQuery(workspace: string, element: string) {
  return queryOptions({
    queryKey: ['comments', workspace, element],
    queryFn: ({ signal }) =>
      all(async (cursor) => {
        const path = `${base(workspace, element)}/comments?limit=200${at(cursor)}`;
        const page = await call<{ comments: Comment[]; next_cursor: string | null }>('GET', path, { signal });
        return { items: page.comments, next: page.next_cursor };
      }),
    refetchInterval: refreshAfter,
  });
}

/** `parent`: the thread that it answers in; null: it begins one. */
export function addComment(workspace: string, element: string, body: string, parent: string | null): Promise<Comment> {
  return call('POST', `${base(workspace, element)}/comments`, { body: parent === null ? { body } : { body, parent } });
}

export function editComment(workspace: string, element: string, comment: Comment, body: string): Promise<Comment> {
  const path = `${base(workspace, element)}/comments/${comment.id}`;
  return call('PUT', path, { body: { body }, revision: comment.revision });
}

export function deleteComment(workspace: string, element: string, comment: string): Promise<void> {
  return call('DELETE', `${base(workspace, element)}/comments/${comment}`);
}

export function resolveComment(
  workspace: string,
  element: string,
  comment: string,
  resolved: boolean,
): Promise<Comment> {
  return call('POST', `${base(workspace, element)}/comments/${comment}/resolve`, { body: { resolved } });
}

/** Newest first. `now`: the version that the element has, so that a new one is fetched. */
export function versionsQuery(workspace: string, element: string, now: number) {
  return infiniteQueryOptions({
    queryKey: ['versions', workspace, element, now],
    queryFn: ({ signal, pageParam }) =>
      call<{ versions: Version[]; next_cursor: string | null }>(
        'GET',
        `${base(workspace, element)}/versions?limit=50${at(pageParam)}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** What became different from the version `from` to the version `to`. */
export function diffQuery(workspace: string, element: string, from: number, to: number) {
  return queryOptions({
    queryKey: ['diff', workspace, element, from, to],
    queryFn: async ({ signal }) => {
      const path = `${base(workspace, element)}/versions/${to}/diff?against=${from}`;
      return (await call<{ changes: VersionChange[] }>('GET', path, { signal })).changes;
    },
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

export function versionQuery(workspace: string, element: string, version: number) {
  return queryOptions({
    queryKey: ['version', workspace, element, version],
    queryFn: async ({ signal }) =>
      (await call<{ content: Content }>('GET', `${base(workspace, element)}/versions/${version}`, { signal })).content,
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

/** Makes what an old version says the newest one. */
export function restoreVersion(workspace: string, element: string, version: number): Promise<ElementWithContent> {
  return call('POST', `${base(workspace, element)}/versions/${version}/restore`);
}
