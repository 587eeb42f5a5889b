import { useState } from 'react';

/** The rows of a tree that are folded, all of the others being unfolded. */
export function useFolded(): [ReadonlySet<string>, (id: string, isExpanded: boolean) => void] {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const fold = (id: string, isExpanded: boolean) =>
    setFolded((old) => {
      const next = new Set(old);
      if (isExpanded) next.delete(id);
      else next.add(id);
      return next;
    });
  return [folded, fold];
}
