import { Check, Minus } from 'lucide-react';
import { CheckboxButton, CheckboxField, type CheckboxFieldProps } from 'react-aria-components';
import type { ReactNode } from 'react';
import './Checkbox.css';

export interface CheckboxProps extends Omit<CheckboxFieldProps, 'className' | 'style' | 'children'> {
  /** Without it `aria-label` is needed. */
  children?: ReactNode;
}

export function Checkbox({ children, ...rest }: CheckboxProps) {
  return (
    <CheckboxField {...rest} className="ui-checkbox-field">
      <CheckboxButton className="ui-checkbox">
        {({ isSelected, isIndeterminate }) => (
          <>
            <span className="ui-checkbox-box">
              {isIndeterminate ? <Minus aria-hidden /> : isSelected ? <Check aria-hidden /> : null}
            </span>
            {children}
          </>
        )}
      </CheckboxButton>
    </CheckboxField>
  );
}
