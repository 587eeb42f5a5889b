import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { variablesQuery, type RequestPlace } from '../agent/api';
import { useEnvironment } from '../environments/chosen';
import type { ElementWithContent } from '../model/element';
import type { PostmanAuth, ResolvedVariable } from '../model/postman';
import { elementQuery, useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf } from '../workspace/tree';

export interface Surroundings {
  place: RequestPlace;
  variables: ResolvedVariable[];
  inheritedAuth: { from: string; auth: PostmanAuth } | null;
}

const none: ResolvedVariable[] = [];

/** What an element gets from where it is: a request, or a collection or folder for the requests in it. */
export function useSurroundings(id: string, isContainer: boolean): Surroundings {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const environment = useEnvironment();
  const ancestors = ancestorsOf(tree, id);
  const ways = [...ancestors.map((ancestor) => ancestor.id), ...(isContainer ? [id] : [])].join(' ');
  const place = useMemo<RequestPlace>(
    () => ({ workspace: session.workspace.id, environment, parents: ways.split(' ').filter(Boolean) }),
    [session.workspace.id, environment, ways],
  );
  const { data: variables = none } = useQuery(variablesQuery(place, tree.seq));
  const parents = useQueries({
    queries: ancestors.map((ancestor) => elementQuery(session.workspace.id, ancestor.id, ancestor.version)),
    combine: (results) => results.map(({ data }) => data),
  });
  return { place, variables, inheritedAuth: inherited(parents) };
}

/** Of the innermost that has one. */
function inherited(parents: readonly (ElementWithContent | undefined)[]): Surroundings['inheritedAuth'] {
  for (const parent of [...parents].reverse()) {
    const auth = parent?.content.auth as PostmanAuth | null | undefined;
    if (parent && typeof auth?.type === 'string') return { from: parent.name, auth };
  }
  return null;
}
