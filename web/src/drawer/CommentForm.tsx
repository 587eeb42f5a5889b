import { useMutation } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { explain } from '../agent/problem';
import { keep, readKept } from '../state/kept';
import { Button } from '../ui/Button';
import { hasCommandKey } from '../ui/platform';
import { Failure } from '../ui/Section';
import { TextField } from '../ui/TextField';

/** As the server limits it, in letters. */
const mostLetters = 10_000;

interface CommentFormProps {
  label: string;
  action: string;
  /** Under which name the browser keeps what is not sent yet. */
  keptAs: string;
  text?: string;
  autoFocus?: boolean;
  onSend: (text: string) => Promise<unknown>;
  onCancel?: () => void;
}

/** Where a comment is written. */
export function CommentForm(props: CommentFormProps) {
  const { label, action, keptAs, text: given = '', autoFocus = false, onSend, onCancel } = props;
  const [text, setText] = useState(() => {
    const kept = readKept(keptAs);
    return typeof kept === 'string' ? kept : given;
  });
  const change = (next: string) => {
    setText(next);
    keep(keptAs, next === given ? null : next);
  };
  const end = () => {
    keep(keptAs, null);
    setText(given);
  };
  const sending = useMutation({
    mutationFn: onSend,
    onSuccess: () => {
      end();
      onCancel?.();
    },
  });
  const mayBeSent = text.trim() !== '' && text !== given && !sending.isPending;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!hasCommandKey(event) || event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (mayBeSent) sending.mutate(text.trim());
  };
  return (
    <div className="comment-form" onKeyDown={onKeyDown}>
      <TextField
        label={label}
        hideLabel
        placeholder={`${label} … Markdown; Ctrl+Enter sends.`}
        rows={3}
        maxLength={mostLetters}
        autoFocus={autoFocus}
        value={text}
        onChange={change}
      />
      <Failure>{sending.error ? explain(sending.error) : null}</Failure>
      <div className="drawer-buttons">
        <Button
          size="small"
          variant="primary"
          isDisabled={!mayBeSent}
          isPending={sending.isPending}
          onPress={() => sending.mutate(text.trim())}
        >
          {action}
        </Button>
        {onCancel ? (
          <Button
            size="small"
            variant="quiet"
            onPress={() => {
              end();
              onCancel();
            }}
          >
            Cancel
          </Button>
        ) : null}
      </div>
    </div>
  );
}
