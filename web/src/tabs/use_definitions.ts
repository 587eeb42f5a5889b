import { useCallback } from 'react';
import type { RequestPlace } from '../agent/api';
import type { GoToDefinition } from '../editor/definition';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { openElement } from './actions';

/** Opens the table that a variable stands in, at its row. `place`: where its name was found. */
export function useDefinitions({ environment, parents }: RequestPlace): GoToDefinition {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const collection = parents[0];
  return useCallback(
    ({ key, scope }) => {
      const globals = [...tree.byId.values()].find(({ kind, trashed }) => kind === 'globals' && trashed === null);
      const home = scope === 'environment' ? environment : scope === 'collection' ? collection : globals?.id;
      const element = home ? tree.byId.get(home) : undefined;
      if (!element) return;
      session.wantedVariable.set({ tab: element.id, key });
      openElement(session, element);
    },
    [session, tree, environment, collection],
  );
}
