import { useId, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Button } from './Button';
import { Dialog, type DialogProps } from './Dialog';
import './Section.css';

interface FormDialogProps extends Pick<DialogProps, 'title' | 'onClose' | 'role'> {
  size?: DialogProps['size'];
  /** The name of what is done, as on its button. */
  action: string;
  /** danger: it takes something away. */
  tone?: 'primary' | 'danger';
  /** Whether it can be done with what is filled in. */
  isReady: boolean;
  isPending: boolean;
  onSubmit: () => void;
  /** What stands above the fields, and belongs to no form. */
  before?: ReactNode;
  /** The fields. */
  children: ReactNode;
}

/** A dialogue that is filled in: Enter in a field does the same as its button, and neither does it twice. */
export function FormDialog(props: FormDialogProps) {
  const { title, onClose, role, size = 'small', action, tone = 'primary', isReady, isPending } = props;
  const form = useId();
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      size={size}
      {...(role ? { role } : {})}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant={tone} isDisabled={!isReady} isPending={isPending}>
            {action}
          </Button>
        </>
      }
    >
      {props.before}
      <Form
        id={form}
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isPending) props.onSubmit();
        }}
      >
        {props.children}
      </Form>
    </Dialog>
  );
}
