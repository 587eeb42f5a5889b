import './Method.css';

const known = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const short: Record<string, string> = { DELETE: 'DEL', OPTIONS: 'OPT' };

/** The colour of an HTTP method, as a value for CSS. */
export function methodColour(method: string): string {
  const name = method.toUpperCase();
  return `var(--method-${known.includes(name) ? name.toLowerCase() : 'other'})`;
}

/** An HTTP method in its colour; `compact`: of four letters at most, for lists. */
export function Method({ method, compact = false }: { method: string; compact?: boolean }) {
  const name = method.toUpperCase();
  return (
    <span className="ui-method" style={{ color: methodColour(name) }}>
      {compact ? (short[name] ?? name.slice(0, 5)) : name}
    </span>
  );
}
