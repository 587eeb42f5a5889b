import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { Failure, Section } from '../ui/Section';
import { Select } from '../ui/Select';
import { TextField } from '../ui/TextField';
import type { NetworkSettings } from './api';
import { useSaving } from './use_saving';

const modes = [
  { id: 'system', name: 'As the system says', description: 'HTTP_PROXY, HTTPS_PROXY and NO_PROXY' },
  { id: 'off', name: 'None' },
  { id: 'manual', name: 'This one' },
] as const;

/** Proxy, time and redirects. */
export function NetworkForm({ settings }: { settings: NetworkSettings }) {
  const [edited, setEdited] = useState(settings);
  const saving = useSaving();
  const change = (part: Partial<NetworkSettings>) => setEdited((old) => ({ ...old, ...part }));
  const isManual = edited.proxy_mode === 'manual';
  return (
    <Section title="How requests go out" text="What a request says itself comes before this.">
      <Form
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          const { proxy_mode, proxy_url, proxy_bypass, timeout_ms, follow_redirects } = edited;
          if (!saving.isPending) {
            saving.mutate({
              ...settings,
              proxy_mode,
              proxy_url: proxy_url.trim(),
              proxy_bypass,
              timeout_ms,
              follow_redirects,
            });
          }
        }}
      >
        <Select
          label="Proxy"
          options={modes}
          value={edited.proxy_mode}
          onChange={(proxy_mode) => change({ proxy_mode })}
        />
        {isManual ? (
          <TextField
            label="Address of the proxy"
            mono
            placeholder="http://proxy.example.com:8080"
            description="http, https or socks5. User and password cannot be kept yet."
            value={edited.proxy_url}
            onChange={(proxy_url) => change({ proxy_url })}
          />
        ) : null}
        {edited.proxy_mode === 'off' ? null : (
          <TextField
            label="Hosts without proxy"
            mono
            description="With commas between; a name stands for its subdomains too."
            value={edited.proxy_bypass}
            onChange={(proxy_bypass) => change({ proxy_bypass })}
          />
        )}
        <TextField
          label="Longest time of a request, in milliseconds"
          inputMode="numeric"
          description="0: no limit."
          value={`${edited.timeout_ms}`}
          onChange={(text) => change({ timeout_ms: Math.min(86_400_000, Number(text.replace(/\D/g, ''))) })}
        />
        <Checkbox isSelected={edited.follow_redirects} onChange={(follow_redirects) => change({ follow_redirects })}>
          Follow redirects
        </Checkbox>
        <Failure>{saving.error ? explain(saving.error) : null}</Failure>
        <div className="ui-section-buttons">
          <Button type="submit" isPending={saving.isPending}>
            Save
          </Button>
        </div>
      </Form>
    </Section>
  );
}
