import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { variablesQuery, type RequestPlace } from '../agent/api';
import { useEnvironment } from '../environments/chosen';
import { inheritedAuth, type InheritedAuth } from '../model/inherited_auth';
import type { ResolvedVariable } from '../model/postman';
import { elementQuery, useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf } from '../workspace/tree';

export interface Surroundings {
  place: RequestPlace;
  variables: ResolvedVariable[];
  inheritedAuth: InheritedAuth | null;
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
  return { place, variables, inheritedAuth: inheritedAuth(parents.flatMap((parent) => parent ?? [])) };
}
