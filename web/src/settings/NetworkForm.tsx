import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { Failure, Section } from '../ui/Section';
import { Select } from '../ui/Select';
import { TextField } from '../ui/TextField';
import { trySettings, type NetworkSettings, type SettingsChange, type Tried } from './api';
import { useSaving } from './use_saving';

const modes = [
  { id: 'system', name: 'As the system says', description: 'HTTP_PROXY, HTTPS_PROXY and NO_PROXY' },
  { id: 'off', name: 'None' },
  { id: 'manual', name: 'This one' },
] as const;

interface NetworkFormProps {
  settings: NetworkSettings;
  hasProxyPassword: boolean;
}

/** Proxy, time and redirects. */
export function NetworkForm({ settings, hasProxyPassword }: NetworkFormProps) {
  const [edited, setEdited] = useState(settings);
  /** null: as it was. */
  const [password, setPassword] = useState<string | null>(null);
  const saving = useSaving();
  const change = (part: Partial<NetworkSettings>) => setEdited((old) => ({ ...old, ...part }));
  const { proxy_mode, proxy_url, proxy_user, proxy_bypass, timeout_ms, follow_redirects } = edited;
  const changed: SettingsChange = {
    ...settings,
    proxy_mode,
    proxy_url: proxy_url.trim(),
    proxy_user,
    proxy_bypass,
    timeout_ms,
    follow_redirects,
    ...(password === null ? {} : { proxy_password: password }),
  };
  return (
    <>
      <Section title="How requests go out" text="What a request says itself comes before this.">
        <Form
          className="ui-section-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!saving.isPending) saving.mutate(changed, { onSuccess: () => setPassword(null) });
          }}
        >
          <Select label="Proxy" options={modes} value={proxy_mode} onChange={(mode) => change({ proxy_mode: mode })} />
          {proxy_mode === 'manual' ? (
            <>
              <TextField
                label="Address of the proxy"
                mono
                placeholder="http://proxy.example.com:8080"
                description="http, https or socks5."
                value={proxy_url}
                onChange={(url) => change({ proxy_url: url })}
              />
              <TextField
                label="User"
                autoComplete="off"
                description="If the proxy asks for one."
                value={proxy_user}
                onChange={(user) => change({ proxy_user: user })}
              />
              {proxy_user === '' ? null : (
                <TextField
                  label="Password"
                  type="password"
                  autoComplete="off"
                  placeholder={hasProxyPassword ? '••••••••••••' : ''}
                  description="Kept sealed on this machine. It is not shown again."
                  value={password ?? ''}
                  onChange={setPassword}
                />
              )}
            </>
          ) : null}
          {proxy_mode === 'off' ? null : (
            <TextField
              label="Hosts without proxy"
              mono
              description="With commas between; a name stands for its subdomains too."
              value={proxy_bypass}
              onChange={(bypass) => change({ proxy_bypass: bypass })}
            />
          )}
          <TextField
            label="Longest time of a request, in milliseconds"
            inputMode="numeric"
            description="0: no limit."
            value={`${timeout_ms}`}
            onChange={(text) => change({ timeout_ms: Math.min(86_400_000, Number(text.replace(/\D/g, ''))) })}
          />
          <Checkbox isSelected={follow_redirects} onChange={(isOn) => change({ follow_redirects: isOn })}>
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
      <TrySection changed={changed} />
    </>
  );
}

/** Tries what the form says now, saved or not. */
function TrySection({ changed }: { changed: SettingsChange }) {
  const [url, setUrl] = useState('');
  const trying = useMutation({ mutationFn: trySettings });
  return (
    <Section title="Try it" text="Asks for an address by what stands above, saved or not.">
      <Form
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!trying.isPending && url.trim() !== '') trying.mutate({ ...changed, url: url.trim() });
        }}
      >
        <TextField
          label="Address to ask for"
          mono
          placeholder="https://api.example.com/"
          value={url}
          onChange={setUrl}
        />
        <Failure>
          {trying.error ? explain(trying.error) : trying.data?.error ? failureOf(trying.data.error) : null}
        </Failure>
        <p role="status">{trying.data?.error === null ? successOf(trying.data) : null}</p>
        <div className="ui-section-buttons">
          <Button type="submit" isPending={trying.isPending} isDisabled={url.trim() === ''}>
            Try
          </Button>
        </div>
      </Form>
    </Section>
  );
}

function failureOf({ message, hint }: { message: string; hint: string }): string {
  return hint ? `${message}: ${hint}.` : message;
}

function successOf({ status, status_text: text, ms, through_proxy: isProxied }: Tried & { error: null }): string {
  return `${status} ${text} after ${Math.round(ms)} ms, ${isProxied ? 'through the proxy' : 'without a proxy'}`;
}
