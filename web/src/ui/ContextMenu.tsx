import { useRef, type ReactNode } from 'react';
import { Menu as AriaMenu, Popover } from 'react-aria-components';
import './Select.css';

export interface Point {
  x: number;
  y: number;
}

interface ContextMenuProps {
  label: string;
  /** Where it opens, in the window; null: it is closed. */
  at: Point | null;
  onClose: () => void;
  /** MenuItems. */
  children: ReactNode;
}

/** A menu at a point, as a right click or the menu key opens it. */
export function ContextMenu({ label, at, onClose, children }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span
        ref={anchor}
        aria-hidden
        style={{ position: 'fixed', left: at?.x ?? 0, top: at?.y ?? 0, width: 1, height: 1, pointerEvents: 'none' }}
      />
      <Popover
        className="ui-popover"
        triggerRef={anchor}
        isOpen={at !== null}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
        placement="bottom start"
        offset={2}
      >
        <AriaMenu className="ui-list" aria-label={label} autoFocus="first" onClose={onClose}>
          {children}
        </AriaMenu>
      </Popover>
    </>
  );
}
