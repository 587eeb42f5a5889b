import type { AriaAttributes, Ref } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import './TextField.css';

export interface TextFieldProps extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> {
  label: string;
  /** The label is read out but not shown. */
  hideLabel?: boolean;
  placeholder?: string;
  description?: string;
  /** What is wrong with the value; shown below it. */
  error?: string | undefined;
  /** Lines of a field of several lines. */
  rows?: number;
  mono?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  /** Of a field of several lines. */
  areaRef?: Ref<HTMLTextAreaElement>;
  areaProps?: AriaAttributes;
}

/** A field to type into, with its label. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    hideLabel,
    placeholder = '',
    description,
    error,
    rows,
    mono,
    inputRef,
    areaRef,
    areaProps,
    ...rest
  } = props;
  const className = `ui-input${mono ? ' ui-input-mono' : ''}`;
  return (
    // "aria": an error that came back from the server is shown, and does not keep the form from being sent again.
    <AriaTextField {...rest} validationBehavior="aria" isInvalid={error !== undefined} className="ui-field">
      <Label className={hideLabel ? 'ui-hidden' : 'ui-label'}>{label}</Label>
      {rows ? (
        <TextArea
          {...areaProps}
          className={className}
          rows={rows}
          placeholder={placeholder}
          {...(areaRef ? { ref: areaRef } : {})}
        />
      ) : (
        <Input className={className} placeholder={placeholder} {...(inputRef ? { ref: inputRef } : {})} />
      )}
      {description ? (
        <Text slot="description" className="ui-description">
          {description}
        </Text>
      ) : null}
      <FieldError className="ui-field-error">{error}</FieldError>
    </AriaTextField>
  );
}
