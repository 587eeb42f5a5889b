import { useEffect, useRef, useState } from 'react';

interface RenameFieldProps {
  name: string;
  label: string;
  onDone: (name: string | null) => void;
}

/** A name that is being typed in its place: Enter takes it, Escape leaves it as it was. */
export function RenameField({ name, label, onDone }: RenameFieldProps) {
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const finish = (result: string | null) => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(result);
  };
  return (
    <input
      ref={input}
      className="rename-field"
      aria-label={label}
      value={text}
      maxLength={255}
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(text)}
      onPointerDown={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(text);
        if (event.key === 'Escape') finish(null);
      }}
    />
  );
}
