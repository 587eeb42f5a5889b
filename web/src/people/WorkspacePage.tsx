import { Archive } from 'lucide-react';
import { Page } from '../ui/Section';
import { Tab, TabList, TabPanel, Tabs } from '../ui/Tabs';
import { useSession } from '../workspace/session';
import { AboutForm } from './AboutForm';
import { EndSections } from './EndSections';
import { KindBadge } from './KindBadge';
import { KindSection } from './KindSection';
import { People } from './People';
import { WorkspaceActivity } from './WorkspaceActivity';
import '../account/AccountPage.css';
import '../ui/Tag.css';
import './WorkspacePage.css';

/** The open workspace: what it is for, who is in it, and its end. */
export default function WorkspacePage() {
  const { workspace } = useSession();
  return (
    <>
      <header className="place-head">
        <h1>{workspace.name}</h1>
        <KindBadge kind={workspace.kind} />
        {workspace.archived ? (
          <span className="ui-tag kind-badge">
            <Archive aria-hidden /> Archived
          </span>
        ) : null}
      </header>
      <Tabs defaultSelectedKey={workspace.kind === 'personal' ? 'settings' : 'people'}>
        <TabList label="Parts of the workspace">
          <Tab id="people">People</Tab>
          <Tab id="settings">Settings</Tab>
          <Tab id="activity">Activity</Tab>
        </TabList>
        <TabPanel id="people">
          <Page>
            <People workspace={workspace} />
          </Page>
        </TabPanel>
        <TabPanel id="settings">
          <Page>
            <AboutForm key={workspace.revision} workspace={workspace} />
            <KindSection workspace={workspace} />
            <EndSections workspace={workspace} />
          </Page>
        </TabPanel>
        <TabPanel id="activity">
          <Page>
            <WorkspaceActivity workspace={workspace} />
          </Page>
        </TabPanel>
      </Tabs>
    </>
  );
}
