import type { Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import './Button.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  /** primary: the one action of a page or dialogue; quiet: without a border; danger: what cannot be taken back. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  size?: 'small' | 'medium';
  ref?: Ref<HTMLButtonElement>;
}

/** A button with a text, and perhaps an icon before it. */
export function Button({ variant = 'secondary', size = 'medium', ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={`ui-button ui-button-${variant} ui-button-${size}`} />;
}
