import './Spinner.css';

/** Something is going on; `label` says what, to those who cannot see it turn. */
export function Spinner({ label }: { label: string }) {
  return (
    <span className="ui-spinner" role="status">
      <span className="ui-hidden">{label}</span>
    </span>
  );
}
