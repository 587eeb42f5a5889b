import type { ReactElement } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { Keys } from './Keys';
import './Tooltip.css';

interface TooltipProps {
  text: string;
  shortcut?: string;
  /** What can be focused: a Button, or `Focusable` around anything else. */
  children: ReactElement;
}

/** A text that appears over what is pointed at or focused. */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip offset={6} className="ui-tooltip">
        {text}
        {shortcut ? <Keys keys={shortcut} /> : null}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
