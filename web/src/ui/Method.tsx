import { ArrowRightLeft } from 'lucide-react';
import './Method.css';

const known = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const short: Record<string, string> = { DELETE: 'DEL', OPTIONS: 'OPT' };

/** The colour of an HTTP method, as a value for CSS. */
export function methodColour(method: string): string {
  const name = method.toUpperCase();
  return `var(--method-${known.includes(name) ? name.toLowerCase() : 'other'})`;
}

interface MethodProps {
  /** undefined or null: not known. */
  method: string | null | undefined;
  /** Of five letters at most, for lists. */
  compact?: boolean;
}

/** An HTTP method in its colour. */
export function Method({ method, compact = false }: MethodProps) {
  if (!method) return <ArrowRightLeft aria-hidden className="ui-method-unknown" />;
  const name = method.toUpperCase();
  return (
    <span className="ui-method" style={{ color: methodColour(name) }}>
      {compact ? (short[name] ?? name.slice(0, 5)) : name}
    </span>
  );
}
