import { ChevronRight } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { Element } from '../model/element';
import { useSession } from '../workspace/session';
import { openElement } from './actions';

interface CrumbsProps {
  /** What it is in, from the collection down; each opens by a click. */
  way: readonly Element[];
  /** Its own name. */
  children: ReactNode;
}

/** Where something is. */
export function Crumbs({ way, children }: CrumbsProps) {
  const session = useSession();
  return (
    <nav aria-label="Where it is" className="crumbs">
      {way.map((element) => (
        <Fragment key={element.id}>
          <AriaButton className="crumb" onPress={() => openElement(session, element, true)}>
            {element.name}
          </AriaButton>
          <ChevronRight aria-hidden />
        </Fragment>
      ))}
      {children}
    </nav>
  );
}
