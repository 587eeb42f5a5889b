import { Facet } from '@codemirror/state';
import type { ResolvedVariable } from '../model/postman';

/** The variables that a request would see now, narrowest scope first. */
export const variablesInReach = Facet.define<readonly ResolvedVariable[], readonly ResolvedVariable[]>({
  combine: (values) => values[0] ?? [],
});
