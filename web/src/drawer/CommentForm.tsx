import { useMutation } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { explain } from '../agent/problem';
import { keep, readKept } from '../state/kept';
import { Button } from '../ui/Button';
import { hasCommandKey } from '../ui/platform';
import { Failure } from '../ui/Section';
import { MentionField } from './MentionField';
import { toLabels, toTokens } from './mentions';
import { useMentionables } from './use_mentionables';

/** As the server limits it, in letters. */
const mostLetters = 10_000;

interface CommentFormProps {
  label: string;
  action: string;
  /** Under which name the browser keeps what is not sent yet. */
  keptAs: string;
  /** What the team server has. */
  text?: string;
  autoFocus?: boolean;
  onSend: (text: string) => Promise<unknown>;
  onCancel?: () => void;
}

/** Where a comment is written. */
export function CommentForm(props: CommentFormProps) {
  const { label, action, keptAs, text: body = '', autoFocus = false, onSend, onCancel } = props;
  const people = useMentionables();
  const given = toLabels(body, people);
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
    mutationFn: () => onSend(toTokens(text.trim(), people)),
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
    if (mayBeSent) sending.mutate();
  };
  return (
    <div className="comment-form" onKeyDown={onKeyDown}>
      <MentionField
        label={label}
        placeholder={`${label} … Markdown; @ mentions somebody; Ctrl+Enter sends.`}
        maxLength={mostLetters}
        autoFocus={autoFocus}
        people={people}
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
          onPress={() => sending.mutate()}
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
