import type { ReactNode } from 'react';
import './Tag.css';

/** A word or a number beside a name. */
export function Tag({
  tone = 'plain',
  children,
}: {
  tone?: 'plain' | 'accent' | 'good' | 'warning';
  children: ReactNode;
}) {
  return <span className={`ui-tag ui-tag-${tone}`}>{children}</span>;
}
