import { RotateCcw, Share2 } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../ui/IconButton';
import { SecretCell } from '../ui/SecretCell';
import { isOwn, type CurrentValue } from './current_values';
import './CurrentCell.css';

interface CurrentCellProps {
  name: string;
  isSecret: boolean;
  /** What holds while there is no own value; empty for a secret one. */
  initial: string;
  value: CurrentValue | undefined;
  onSet: (value: string) => void;
  onReset: () => void;
  /** Makes it the initial value; null: this may not be done here. */
  onShare: (() => void) | null;
  reveal: (signal: AbortSignal) => Promise<string | null>;
}

/** The user's own value of a variable. What is typed is kept when the field is left, or by Enter. */
export function CurrentCell(props: CurrentCellProps) {
  const { name, isSecret, initial, value, onSet, onReset, onShare, reveal } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const own = isOwn(value, initial);
  const label = `Current value of ${name}`;
  const commit = () => {
    if (typed !== null && typed !== (value?.value ?? '')) onSet(typed);
    setTyped(null);
  };
  return (
    <div
      className={own ? 'current-cell current-own' : 'current-cell'}
      data-own-undo
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) commit();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape' && typed !== null) {
          event.stopPropagation();
          setTyped(null);
        }
      }}
    >
      {isSecret ? (
        <SecretCell
          label={label}
          value={typed}
          onChange={setTyped}
          readOnly={false}
          reveal={own && !value.removed ? reveal : null}
          placeholder={value?.removed ? 'Removed by a script' : 'As the initial value'}
        />
      ) : (
        <input
          className="cell-input"
          aria-label={label}
          value={typed ?? (own ? (value.value ?? '') : '')}
          placeholder={value?.removed ? 'Removed by a script' : initial}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {own && onShare && !value.removed ? (
        <IconButton label={`Share your value of ${name} as its initial value`} size="small" onPress={onShare}>
          <Share2 aria-hidden />
        </IconButton>
      ) : null}
      {own ? (
        <IconButton label={`Reset ${name} to its initial value`} size="small" onPress={onReset}>
          <RotateCcw aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}
