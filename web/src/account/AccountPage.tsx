import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { statusQuery } from '../agent/api';
import { isFactorWanted } from '../agent/factor_wanted';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { Page } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { Tab, TabList, TabPanel, Tabs } from '../ui/Tabs';
import { Activity } from './Activity';
import { ApiKeys } from './ApiKeys';
import { profileQuery } from './api';
import { DataAndEnd } from './DataAndEnd';
import { Devices } from './Devices';
import { isLocalAccount } from './fresh';
import { PasswordForm } from './PasswordForm';
import { ProfileForm } from './ProfileForm';
import { ServerActivity } from './ServerActivity';
import { Sessions } from './Sessions';
import { TwoFactor } from './TwoFactor';
import './AccountPage.css';

/** One's own account: who one is, how one signs in, and what has access. */
export default function AccountPage() {
  const { data: profile, error, refetch } = useQuery(profileQuery);
  const { data: status } = useQuery(statusQuery);
  const [first] = useState(() => (isFactorWanted.get() ? 'security' : 'profile'));
  if (!profile) {
    if (!error) return <Spinner label="Your account is loading" />;
    return (
      <EmptyState
        title="Your account could not be loaded"
        actions={<Button onPress={() => void refetch()}>Try again</Button>}
      >
        <p>{explain(error)}</p>
      </EmptyState>
    );
  }
  const isLocal = status ? isLocalAccount(status) : false;
  return (
    <>
      <header className="place-head">
        <h1>Account</h1>
      </header>
      <Tabs defaultSelectedKey={first}>
        <TabList label="Parts of the account">
          <Tab id="profile">Profile</Tab>
          <Tab id="security">Security</Tab>
          <Tab id="sessions">Sessions</Tab>
          <Tab id="keys">API keys</Tab>
          <Tab id="activity">Activity</Tab>
          {profile.is_admin ? <Tab id="server">Server</Tab> : null}
        </TabList>
        <TabPanel id="profile">
          <Page>
            <ProfileForm key={profile.id} profile={profile} isLocal={isLocal} />
            <DataAndEnd profile={profile} isLocal={isLocal} />
          </Page>
        </TabPanel>
        <TabPanel id="security">
          <Page>
            {isLocal ? (
              <p className="ui-note">
                This account is of this machine: Signet signs in to it by itself, with a long random password that is
                kept in a file only you can read. There is no password to change, and no second factor to set up.
              </p>
            ) : (
              <>
                <PasswordForm profile={profile} />
                <TwoFactor profile={profile} />
                {profile.has_two_factor ? <Devices /> : null}
              </>
            )}
          </Page>
        </TabPanel>
        <TabPanel id="sessions">
          <Page>
            <Sessions />
          </Page>
        </TabPanel>
        <TabPanel id="keys">
          <Page>
            <ApiKeys />
          </Page>
        </TabPanel>
        <TabPanel id="activity">
          <Page>
            <Activity profile={profile} />
          </Page>
        </TabPanel>
        {profile.is_admin ? (
          <TabPanel id="server">
            <Page>
              <ServerActivity />
            </Page>
          </TabPanel>
        ) : null}
      </Tabs>
    </>
  );
}
