import { Eye } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { explain } from '../agent/problem';
import { IconButton } from './IconButton';
import { toast } from './Toast';
import './SecretCell.css';

interface SecretCellProps {
  label: string;
  /** What was typed and is not saved; null: the server has one. */
  value: string | null;
  onChange: (value: string | null) => void;
  readOnly: boolean;
  /** Asks the server for the value; null: it has none yet, or it is not to be seen. */
  reveal: ((signal: AbortSignal) => Promise<string | null>) | null;
  /** While there is none. */
  placeholder?: string;
}

/** A secret value: dots. It is asked for and shown only while the button is held, then forgotten. */
export function SecretCell({
  label,
  value,
  onChange,
  readOnly,
  reveal,
  placeholder = 'Secret value',
}: SecretCellProps) {
  const [shown, setShown] = useState<string | null>(null);
  const asking = useRef<AbortController | null>(null);

  const hide = () => {
    asking.current?.abort();
    asking.current = null;
    setShown(null);
  };
  useEffect(() => {
    const hidden = () => hide();
    window.addEventListener('blur', hidden);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      asking.current?.abort();
      window.removeEventListener('blur', hidden);
      document.removeEventListener('visibilitychange', hidden);
    };
  }, []);

  const show = async () => {
    if (value !== null) {
      setShown(value);
      return;
    }
    if (!reveal) return;
    const controller = new AbortController();
    asking.current = controller;
    try {
      const revealed = await reveal(controller.signal);
      if (!controller.signal.aborted) setShown(revealed ?? '');
    } catch (error) {
      if (!controller.signal.aborted) {
        toast({ title: 'The value cannot be shown', detail: explain(error), tone: 'danger' });
      }
    }
  };
  return (
    <div className="secret-cell">
      {shown === null ? (
        <input
          className="cell-input"
          type="password"
          aria-label={label}
          autoComplete="off"
          spellCheck={false}
          readOnly={readOnly}
          value={value ?? ''}
          placeholder={reveal ? '••••••••••••' : placeholder}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
        />
      ) : (
        <output className="cell-input secret-shown">{shown === '' ? '(empty)' : shown}</output>
      )}
      {value !== null || reveal ? (
        <IconButton label="Hold to show" size="small" onPressStart={() => void show()} onPressEnd={hide}>
          <Eye aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}
