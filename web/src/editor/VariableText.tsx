import type { ResolvedVariable } from '../model/postman';
import { dynamicNameSet } from './dynamic_names';
import { meaningOf, splitVariables } from './tokens';
import './VariableText.css';

interface VariableTextProps {
  text: string;
  variables: readonly ResolvedVariable[];
}

/** A text with its {{variables}} as tokens, coloured by what they stand for. */
export function VariableText({ text, variables }: VariableTextProps) {
  return splitVariables(text).map((part, i) =>
    'text' in part ? (
      part.text
    ) : (
      <span key={i} className={`variable variable-${meaningOf(part.variable, variables, dynamicNameSet).state}`}>
        {`{{${part.variable}}}`}
      </span>
    ),
  );
}
