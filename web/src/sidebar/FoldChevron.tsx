import { ChevronRight } from 'lucide-react';

interface FoldChevronProps {
  isContainer: boolean;
  isExpanded: boolean;
  onFold: () => void;
}

/** Folds a row of a tree by the pointer, without choosing it; keys do it on the row itself. */
export function FoldChevron({ isContainer, isExpanded, onFold }: FoldChevronProps) {
  return (
    <span
      className="tree-chevron"
      data-expanded={isExpanded || undefined}
      aria-hidden
      onClick={(event) => {
        event.stopPropagation();
        onFold();
      }}
    >
      {isContainer ? <ChevronRight /> : null}
    </span>
  );
}
