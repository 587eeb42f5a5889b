import type { ReactNode } from 'react';
import {
  Tab as AriaTab,
  TabList as AriaTabList,
  TabPanel as AriaTabPanel,
  Tabs as AriaTabs,
  type TabPanelProps,
  type TabsProps as AriaTabsProps,
} from 'react-aria-components';
import './Tabs.css';

export type TabsProps = Omit<AriaTabsProps, 'className' | 'style'>;

/** Parts of a page of which one is shown; fills its place: the panel scrolls, the list of tabs stays. */
export function Tabs(props: TabsProps) {
  return <AriaTabs {...props} className="ui-tabs" />;
}

/** The tabs; `end` stands at the end of their line. */
export function TabList({ label, children, end }: { label: string; children: ReactNode; end?: ReactNode }) {
  return (
    <div className="ui-tab-line">
      <AriaTabList aria-label={label} className="ui-tab-list">
        {children}
      </AriaTabList>
      {end ? <div className="ui-tab-end">{end}</div> : null}
    </div>
  );
}

/** `badge`: a number or a dot behind the name, of what is in there. */
export function Tab({ id, children, badge }: { id: string; children: ReactNode; badge?: ReactNode }) {
  return (
    <AriaTab id={id} className="ui-tab">
      {children}
      {badge === undefined || badge === null ? null : <span className="ui-tab-badge">{badge}</span>}
    </AriaTab>
  );
}

export function TabPanel(props: Omit<TabPanelProps, 'className' | 'style'>) {
  return <AriaTabPanel {...props} className="ui-tab-panel" />;
}
