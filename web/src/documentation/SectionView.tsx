import { useQuery } from '@tanstack/react-query';
import { SquareArrowOutUpRight } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { explain } from '../agent/problem';
import type { ResolvedVariable } from '../model/postman';
import { useStore } from '../state/store';
import { openElement } from '../tabs/actions';
import { useSurroundings } from '../tabs/use_surroundings';
import { Button } from '../ui/Button';
import Markdown from '../ui/Markdown';
import { Spinner } from '../ui/Spinner';
import { Tag } from '../ui/Tag';
import { elementQuery } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { Auth, RequestSection } from './RequestSection';
import { describeSection, type Section, type SectionDoc } from './sections';

interface SectionViewProps {
  section: Section;
  onHeight: (id: string, height: number) => void;
}

/** A section on a screen: what it says is asked for once it comes near. */
export function SectionView({ section: { element, level }, onHeight }: SectionViewProps) {
  const session = useSession();
  const isEdited = useStore(session.drafts).has(element.id);
  const { variables, inheritedAuth } = useSurroundings(element.id, element.kind !== 'request');
  const { data, error, refetch } = useQuery(elementQuery(session.workspace.id, element.id, element.version));
  const doc = useMemo(
    () => (data ? describeSection(element, data.content, inheritedAuth) : null),
    [data, element, inheritedAuth],
  );
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const box = place.current;
    if (!box) return;
    const measure = () => onHeight(element.id, box.getBoundingClientRect().height);
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(box);
    return () => resized.disconnect();
  }, [element.id, onHeight]);
  return (
    <article ref={place} className={`doc-section doc-section-${element.kind}`} aria-label={element.name}>
      <header className="doc-section-head">
        <SectionTitle name={element.name} level={level} />
        {isEdited ? <Tag tone="warning">Edits of it are not saved, and not shown here</Tag> : null}
        <Button size="small" variant="quiet" onPress={() => openElement(session, element)}>
          <SquareArrowOutUpRight aria-hidden /> Open {element.kind}
        </Button>
      </header>
      {doc ? (
        <SectionText doc={doc} variables={variables} />
      ) : error ? (
        <p className="doc-muted">
          {explain(error)}{' '}
          <Button size="small" onPress={() => void refetch()}>
            Try again
          </Button>
        </p>
      ) : (
        <Spinner label={`${element.name} is loading`} />
      )}
    </article>
  );
}

/** The root is named by the page already. */
export function SectionTitle({ name, level }: { name: string; level: number }) {
  return <h2 className={`doc-title doc-title-${Math.min(level, 2)}`}>{name || 'Unnamed'}</h2>;
}

interface SectionTextProps {
  doc: SectionDoc;
  variables: readonly ResolvedVariable[];
  isPaper?: boolean;
}

export function SectionText({ doc, variables, isPaper = false }: SectionTextProps) {
  if (doc.kind === 'request') return <RequestSection doc={doc} variables={variables} isPaper={isPaper} />;
  return (
    <>
      {doc.description ? <Markdown>{doc.description}</Markdown> : null}
      {doc.auth ? <Auth auth={doc.auth} variables={variables} /> : null}
    </>
  );
}
