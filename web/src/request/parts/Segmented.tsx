import { useId } from 'react';
import './Segmented.css';

interface SegmentedProps<Id extends string> {
  label: string;
  options: readonly { id: Id; label: string }[];
  value: Id;
  onChange: (id: Id) => void;
  isDisabled?: boolean;
}

/** A few choices side by side, of which one is taken. */
export function Segmented<Id extends string>({ label, options, value, onChange, isDisabled }: SegmentedProps<Id>) {
  const name = useId();
  return (
    <fieldset className="segmented" disabled={isDisabled}>
      <legend className="ui-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.id} className="segmented-option">
          <input
            type="radio"
            className="ui-hidden"
            name={name}
            checked={option.id === value}
            onChange={() => onChange(option.id)}
          />
          <span className="segmented-text">{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
