import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import type { ResolvedVariable } from '../model/postman';
import type { DescribedSection } from './sections';
import { SectionText, SectionTitle } from './SectionView';

const none: readonly ResolvedVariable[] = [];

/** All of the documentation, in the place of the app where the page is printed; asks the browser to print it. */
export function Paper({ sections, onDone }: { sections: readonly DescribedSection[]; onDone: () => void }) {
  useEffect(() => {
    window.addEventListener('afterprint', onDone);
    // Once what was made is laid out.
    const frame = requestAnimationFrame(() => window.print());
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('afterprint', onDone);
    };
    // Printed once, whatever the page does meanwhile.
  }, []); // eslint-disable-line react-hooks/exhaustive-deps
  return createPortal(
    <div className="doc-paper">
      {sections.map(({ element, level, doc }) => (
        <article key={element.id} className={`doc-section doc-section-${element.kind}`}>
          <SectionTitle name={element.name} level={level} />
          <SectionText doc={doc} variables={none} isPaper />
        </article>
      ))}
    </div>,
    document.body,
  );
}
