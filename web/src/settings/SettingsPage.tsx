import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { explain } from '../agent/problem';
import { theme, themes } from '../frame/theme';
import { useStore } from '../state/store';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { Failure, Page, Section } from '../ui/Section';
import { Select } from '../ui/Select';
import { Spinner } from '../ui/Spinner';
import { Tab, TabList, TabPanel, Tabs } from '../ui/Tabs';
import { settingsQuery, type NetworkSettings } from './api';
import { Certificates } from './Certificates';
import { Cookies } from './Cookies';
import { HistoryForm } from './HistoryForm';
import { NetworkForm } from './NetworkForm';
import { textSize, textSizes } from './text_size';
import { TlsForm } from './TlsForm';
import '../account/AccountPage.css';

/** What holds for the whole app on this machine. */
export default function SettingsPage() {
  return (
    <>
      <header className="place-head">
        <h1>Settings</h1>
      </header>
      <Tabs defaultSelectedKey="general">
        <TabList label="Parts of the settings">
          <Tab id="general">General</Tab>
          <Tab id="network">Network</Tab>
          <Tab id="tls">TLS and certificates</Tab>
          <Tab id="cookies">Cookies</Tab>
        </TabList>
        <TabPanel id="general">
          <Page>
            <General />
            <HistoryForm />
          </Page>
        </TabPanel>
        <TabPanel id="network">
          <Page>
            <WithSettings form={NetworkForm} />
          </Page>
        </TabPanel>
        <TabPanel id="tls">
          <Page>
            <Certificates />
            <WithSettings form={TlsForm} />
          </Page>
        </TabPanel>
        <TabPanel id="cookies">
          <Page>
            <Cookies />
          </Page>
        </TabPanel>
      </Tabs>
    </>
  );
}

function General() {
  const currentTheme = useStore(theme);
  const size = useStore(textSize);
  const sizes = textSizes.map((one) => ({ id: `${one}`, name: `${one} %` }));
  return (
    <Section title="Look" text="Of this browser on this machine.">
      <div className="ui-section-form">
        <Select label="Theme" options={themes} value={currentTheme} onChange={(id) => theme.set(id)} />
        <Select
          label="Text size"
          options={sizes}
          value={`${size}`}
          onChange={(id) => textSize.set(textSizes.find((one) => `${one}` === id) ?? 100)}
        />
      </div>
    </Section>
  );
}

interface SettingsForm {
  settings: NetworkSettings;
  hasProxyPassword: boolean;
}

/** A form of a part of the agent's settings; what it saves is all of them. */
function WithSettings({ form: Form }: { form: (props: SettingsForm) => ReactNode }) {
  const { data, error, refetch } = useQuery(settingsQuery);
  if (!data) {
    if (!error) return <Spinner label="The settings are loading" />;
    return (
      <EmptyState
        title="The settings could not be loaded"
        actions={<Button onPress={() => void refetch()}>Try again</Button>}
      >
        <p>{explain(error)}</p>
      </EmptyState>
    );
  }
  const { notice, has_proxy_password, ...settings } = data;
  return (
    <>
      <Failure>{notice || null}</Failure>
      <Form settings={settings} hasProxyPassword={has_proxy_password} />
    </>
  );
}
