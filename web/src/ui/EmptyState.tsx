import type { ReactNode } from 'react';
import './EmptyState.css';

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** What would be here, and how to get it. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** Stands where there is nothing yet, and says how something comes there. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="ui-empty">
      {icon ? <div className="ui-empty-icon">{icon}</div> : null}
      <h2 className="ui-empty-title">{title}</h2>
      {children ? <div className="ui-empty-text">{children}</div> : null}
      {actions ? <div className="ui-empty-actions">{actions}</div> : null}
    </div>
  );
}
