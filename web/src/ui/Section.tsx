import type { ReactNode } from 'react';
import './Section.css';

interface SectionProps {
  title: string;
  /** What it is for. */
  text?: ReactNode;
  /** Buttons beside the title. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** A page of settings: sections below one another. */
export function Page({ children }: { children: ReactNode }) {
  return <div className="ui-page">{children}</div>;
}

export function Section({ title, text, actions, children }: SectionProps) {
  return (
    <section className="ui-section" aria-label={title}>
      <header className="ui-section-head">
        <div className="ui-section-title">
          <h2>{title}</h2>
          {text ? <p>{text}</p> : null}
        </div>
        {actions ? <div className="ui-section-actions">{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}

/** A list with a line around it; `label` is read out. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className="ui-rows" aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  icon?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  /** Controls at its end. */
  children?: ReactNode;
}

export function Row({ icon, title, detail, children }: RowProps) {
  return (
    <li className="ui-row">
      {icon}
      <div className="ui-row-text">
        <div className="ui-row-title">{title}</div>
        {detail ? <div className="ui-row-detail">{detail}</div> : null}
      </div>
      {children ? <div className="ui-row-actions">{children}</div> : null}
    </li>
  );
}

/** What went wrong, in the place where it did. */
export function Failure({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="ui-failure">
      {children}
    </div>
  );
}
