import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './IconButton';
import './Dialog.css';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  size?: 'small' | 'medium' | 'large';
  /** alertdialog: it interrupts, and wants an answer. */
  role?: 'dialog' | 'alertdialog';
  children: ReactNode;
  /** Buttons, the main one last. */
  actions?: ReactNode;
}

/** What had the focus may go, as a row that was taken out of a list: the dialogue gets it then, and with it Escape. */
function keepFocusIn(dialog: HTMLElement | null): (() => void) | undefined {
  if (!dialog) return undefined;
  const observer = new MutationObserver(() => {
    if (document.activeElement === document.body) dialog.focus();
  });
  observer.observe(dialog, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/** A dialogue over the page: Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, isOpen, onClose, size = 'medium', role = 'dialog', children, actions }: DialogProps) {
  return (
    <ModalOverlay
      className="ui-scrim"
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={role === 'dialog'}
    >
      <Modal className={`ui-modal ui-modal-${size}`}>
        <AriaDialog ref={keepFocusIn} role={role} className="ui-dialog">
          <header className="ui-dialog-head">
            <Heading slot="title" className="ui-dialog-title">
              {title}
            </Heading>
            <IconButton label="Close" size="small" onPress={onClose}>
              <X aria-hidden />
            </IconButton>
          </header>
          <div className="ui-dialog-body">{children}</div>
          {actions ? <footer className="ui-dialog-actions">{actions}</footer> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
