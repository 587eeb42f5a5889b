import type { ElementKind } from '../model/element';
import type { ImportResult } from '../workspace/api';
import { countBelow, type ElementTree } from '../workspace/tree';

const plurals: Partial<Record<ElementKind, string>> = {
  collection: 'collections',
  environment: 'environments',
  mock: 'mocks',
  monitor: 'monitors',
};

/** "2 collections with 31 elements, 1 environment"; what is in collections counts once the tree has it. */
export function summary({ imported }: Pick<ImportResult, 'imported'>, tree: ElementTree): string {
  const counts = new Map<ElementKind, number>();
  for (const { kind } of imported) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (counts.size === 0) return 'There was nothing to import in it.';
  const below = imported.reduce((sum, { id }) => sum + countBelow(tree, id), 0);
  return [...counts]
    .map(([kind, count]) => {
      const within = kind === 'collection' && below > 0 ? ` with ${below} ${below === 1 ? 'element' : 'elements'}` : '';
      return `${count} ${count === 1 ? kind : (plurals[kind] ?? kind)}${within}`;
    })
    .join(', ');
}
