import { useStore } from '../state/store';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { isGone, rootsOf, type ElementTree } from '../workspace/tree';

/** Kept when somebody wants none; null: nobody has chosen yet. */
export const noEnvironment = 'none';

/** The environment that requests are sent with: the chosen one, or the only one there is as long as none was chosen. */
export function environmentOf(tree: ElementTree, chosen: string | null): string | null {
  if (chosen === null) {
    const all = rootsOf(tree, 'environment');
    return all.length === 1 ? (all[0]?.id ?? null) : null;
  }
  return chosen === noEnvironment || isGone(tree, chosen) ? null : chosen;
}

export function useEnvironment(): string | null {
  const session = useSession();
  return environmentOf(useTree(session.workspace.id), useStore(session.environment));
}
