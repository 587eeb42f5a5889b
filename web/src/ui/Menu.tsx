import type { ReactNode } from 'react';
import {
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover,
  Separator,
  type MenuItemProps as AriaMenuItemProps,
  type MenuProps as AriaMenuProps,
} from 'react-aria-components';
import { Check } from 'lucide-react';
import { Keys } from './Keys';
import './Select.css';

export { MenuTrigger };

export interface MenuProps extends Omit<AriaMenuProps<object>, 'className' | 'style' | 'children'> {
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end';
  children: ReactNode;
}

/** What a MenuTrigger opens: `<MenuTrigger><Button/><Menu aria-label="…"><MenuItem/></Menu></MenuTrigger>`. */
export function Menu({ placement = 'bottom start', ...rest }: MenuProps) {
  return (
    <Popover className="ui-popover" offset={4} placement={placement}>
      <AriaMenu {...rest} className="ui-list" />
    </Popover>
  );
}

export interface MenuItemProps extends Omit<AriaMenuItemProps, 'className' | 'style' | 'children'> {
  icon?: ReactNode;
  shortcut?: string;
  isDanger?: boolean;
  children: string;
  description?: string;
}

export function MenuItem({ icon, shortcut, isDanger, children, description, ...rest }: MenuItemProps) {
  return (
    <AriaMenuItem {...rest} textValue={children} className={`ui-item${isDanger ? ' ui-item-danger' : ''}`}>
      {({ isSelected, selectionMode }) => (
        <>
          {selectionMode === 'none' ? null : (
            <span className="ui-item-check">{isSelected ? <Check aria-hidden /> : null}</span>
          )}
          {icon}
          <span className="ui-item-text">
            {children}
            {description ? <span className="ui-item-description">{description}</span> : null}
          </span>
          {shortcut ? <Keys keys={shortcut} /> : null}
        </>
      )}
    </AriaMenuItem>
  );
}

/** Items that belong together, under a heading. */
export function MenuSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AriaMenuSection>
      <Header className="ui-list-header">{title}</Header>
      {children}
    </AriaMenuSection>
  );
}

export function MenuSeparator() {
  return <Separator className="ui-separator" />;
}
