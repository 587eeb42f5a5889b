import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Failure } from './Section';
import { TextField } from './TextField';

interface ConfirmDialogProps {
  title: string;
  /** What comes of it. */
  children: ReactNode;
  /** The name of the action, as on its button. */
  action: string;
  /** To be typed before it can be done, for what cannot be taken back. */
  typed?: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is done that cannot be taken back; stays open with the reason when it is refused. */
export function ConfirmDialog({ title, children, action, typed, onConfirm, onClose }: ConfirmDialogProps) {
  const [text, setText] = useState('');
  const doing = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  const isReady = typed === undefined || text.trim() === typed;
  const confirm = () => {
    if (isReady && !doing.isPending) doing.mutate();
  };
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      size="small"
      role="alertdialog"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="danger" isDisabled={!isReady} isPending={doing.isPending} onPress={confirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      {typed === undefined ? null : (
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            confirm();
          }}
        >
          <TextField
            label={`Type “${typed}” to confirm`}
            autoFocus
            autoComplete="off"
            value={text}
            onChange={setText}
          />
        </Form>
      )}
      <Failure>{doing.error ? explain(doing.error) : null}</Failure>
    </Dialog>
  );
}
