import { FileTrigger } from 'react-aria-components';
import { Button } from './Button';
import './FileField.css';

interface FileFieldProps {
  label: string;
  description?: string;
  /** Endings and media types that are offered. */
  types: readonly string[];
  value: File | null;
  onChange: (file: File | null) => void;
}

/** One file of this machine's. */
export function FileField({ label, description, types, value, onChange }: FileFieldProps) {
  const action = value ? 'Other …' : 'Choose a file …';
  return (
    <div className="ui-field" role="group" aria-label={label}>
      <span className="ui-label">{label}</span>
      <div className="ui-file">
        <FileTrigger acceptedFileTypes={types} onSelect={(list) => onChange(list?.[0] ?? null)}>
          <Button size="small" aria-label={`${action}: ${label}`}>
            {action}
          </Button>
        </FileTrigger>
        <span className="ui-file-name">{value?.name ?? 'None'}</span>
      </div>
      {description ? <span className="ui-description">{description}</span> : null}
    </div>
  );
}
