import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Tooltip } from './Tooltip';
import './Button.css';

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'aria-label'> {
  /** What it does: read out, and shown as its tooltip. */
  label: string;
  /** Keys that do the same, as in "Ctrl+S". */
  shortcut?: string;
  size?: 'small' | 'medium';
}

/** A button that is an icon alone. */
export function IconButton({ label, shortcut, size = 'medium', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut ? { shortcut } : {})}>
      <AriaButton {...rest} aria-label={label} className={`ui-icon-button ui-icon-button-${size}`} />
    </Tooltip>
  );
}
