import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { createTeam, teamsQuery } from '../people/api';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { Page } from '../ui/Section';
import { Select } from '../ui/Select';
import { Spinner } from '../ui/Spinner';
import { Tab, TabList, TabPanel, Tabs } from '../ui/Tabs';
import { Tag } from '../ui/Tag';
import { useSession } from '../workspace/session';
import { Members } from './Members';
import { NameDialog } from './NameDialog';
import { refreshTeams } from './refresh';
import { mayManage } from './rights';
import { TeamActivity } from './TeamActivity';
import { TeamGroups } from './TeamGroups';
import { TeamInvitations } from './TeamInvitations';
import { teamRoleName } from './TeamRoleSelect';
import { TeamSettings } from './TeamSettings';
import '../account/AccountPage.css';
import '../people/WorkspacePage.css';

/** One's teams: who is in them, their groups, and what they ask of everybody. */
export default function TeamPage() {
  const { workspace } = useSession();
  const { data: teams, error, refetch } = useQuery(teamsQuery);
  const [chosen, setChosen] = useState<string | null>(workspace.team);
  const [isMaking, setMaking] = useState(false);
  if (!teams) {
    if (!error) return <Spinner label="Your teams are loading" />;
    return (
      <EmptyState
        title="Your teams could not be loaded"
        actions={<Button onPress={() => void refetch()}>Try again</Button>}
      >
        <p>{explain(error)}</p>
      </EmptyState>
    );
  }
  const team = teams.find(({ id }) => id === chosen) ?? teams[0];
  const making = isMaking ? (
    <NameDialog
      title="New team"
      label="Name of the team"
      action="Make team"
      onSave={async (name) => {
        const made = await createTeam(name);
        await refreshTeams();
        setChosen(made.id);
      }}
      onClose={() => setMaking(false)}
    />
  ) : null;
  if (!team) {
    return (
      <>
        <EmptyState
          icon={<Users aria-hidden />}
          title="You are in no team yet"
          actions={
            <Button variant="primary" onPress={() => setMaking(true)}>
              Make a team
            </Button>
          }
        >
          <p>A team shares workspaces. Make one and invite others, or join one by the link of an invitation.</p>
        </EmptyState>
        {making}
      </>
    );
  }
  return (
    <>
      <header className="place-head">
        <h1>{team.name}</h1>
        <Tag>{teamRoleName(team.role)}</Tag>
        {teams.length > 1 ? (
          <Select label="Team" hideLabel size="small" options={teams} value={team.id} onChange={setChosen} />
        ) : null}
        <Button size="small" variant="quiet" onPress={() => setMaking(true)}>
          New team …
        </Button>
      </header>
      <Tabs key={team.id} defaultSelectedKey="members">
        <TabList label="Parts of the team">
          <Tab id="members">Members</Tab>
          <Tab id="groups">Groups</Tab>
          <Tab id="settings">Settings</Tab>
          {mayManage(team.role) ? <Tab id="activity">Activity</Tab> : null}
        </TabList>
        <TabPanel id="members">
          <Page>
            <Members team={team} />
            <TeamInvitations team={team} />
          </Page>
        </TabPanel>
        <TabPanel id="groups">
          <Page>
            <TeamGroups team={team} />
          </Page>
        </TabPanel>
        <TabPanel id="settings">
          <Page>
            <TeamSettings team={team} />
          </Page>
        </TabPanel>
        {mayManage(team.role) ? (
          <TabPanel id="activity">
            <Page>
              <TeamActivity team={team} />
            </Page>
          </TabPanel>
        ) : null}
      </Tabs>
      {making}
    </>
  );
}
