import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';
import './Select.css';
import './TextField.css';

export interface SelectOption<Id extends string> {
  id: Id;
  name: string;
  icon?: ReactNode;
  /** A second line. */
  description?: string;
}

export interface SelectProps<Id extends string> {
  label: string;
  hideLabel?: boolean;
  options: readonly SelectOption<Id>[];
  value: Id | null;
  onChange: (id: Id) => void;
  placeholder?: string;
  isDisabled?: boolean;
  /** plain: without a border, as in a row of a table or a bar. */
  variant?: 'field' | 'plain';
  size?: 'small' | 'medium';
}

/** Picks one of some options. */
export function Select<Id extends string>(props: SelectProps<Id>) {
  const { label, hideLabel, options, value, onChange, placeholder, isDisabled = false } = props;
  const { variant = 'field', size = 'medium' } = props;
  return (
    <AriaSelect
      className="ui-field"
      isDisabled={isDisabled}
      value={value}
      onChange={(key) => {
        const option = options.find(({ id }) => id === key);
        if (option) onChange(option.id);
      }}
      {...(placeholder ? { placeholder } : {})}
    >
      <Label className={hideLabel ? 'ui-hidden' : 'ui-label'}>{label}</Label>
      <AriaButton className={`ui-select ui-select-${variant} ui-select-${size}`}>
        <SelectValue className="ui-select-value">
          {({ defaultChildren, isPlaceholder }) => {
            const option = options.find(({ id }) => id === value);
            return isPlaceholder || !option ? (
              defaultChildren
            ) : (
              <>
                {option.icon}
                {option.name}
              </>
            );
          }}
        </SelectValue>
        <ChevronDown aria-hidden />
      </AriaButton>
      <Popover className="ui-popover" offset={4}>
        <ListBox className="ui-list" items={options}>
          {(option) => (
            <ListBoxItem className="ui-item" textValue={option.name}>
              {({ isSelected }) => (
                <>
                  <span className="ui-item-check">{isSelected ? <Check aria-hidden /> : null}</span>
                  {option.icon}
                  <span className="ui-item-text">
                    {option.name}
                    {option.description ? <span className="ui-item-description">{option.description}</span> : null}
                  </span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
