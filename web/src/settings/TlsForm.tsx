import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { Failure, Section } from '../ui/Section';
import { TextField } from '../ui/TextField';
import type { NetworkSettings } from './api';
import { useSaving } from './use_saving';

const allProtocols = ['1.0', '1.1', '1.2', '1.3'];
const usualProtocols = ['1.2', '1.3'];

/** Whom requests trust, and what they offer in a handshake. */
export function TlsForm({ settings }: { settings: NetworkSettings }) {
  const [verify, setVerify] = useState(settings.verify);
  const [authorities, setAuthorities] = useState(settings.authorities);
  const [protocols, setProtocols] = useState(settings.protocols.length ? settings.protocols : usualProtocols);
  const [suites, setSuites] = useState(settings.suites.join('\n'));
  const saving = useSaving();
  const isUsual = protocols.join() === usualProtocols.join();
  return (
    <Section title="TLS" text="What a request says itself comes before this.">
      <Form
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (saving.isPending || protocols.length === 0) return;
          saving.mutate({
            ...settings,
            verify,
            authorities,
            protocols: isUsual ? [] : protocols,
            suites: suites.split(/[\s,:]+/).filter((name) => name !== ''),
          });
        }}
      >
        <Checkbox isSelected={verify} onChange={setVerify}>
          Check the certificates of servers
        </Checkbox>
        {verify ? null : (
          <p className="ui-note">
            Nobody then tells you whether you speak to the right server. For one server of your own, paste its authority
            below instead.
          </p>
        )}
        <div role="group" aria-label="Protocols" className="ui-section-choices">
          {allProtocols.map((one) => (
            <Checkbox
              key={one}
              isSelected={protocols.includes(one)}
              onChange={(isOn) =>
                setProtocols((old) => allProtocols.filter((each) => (each === one ? isOn : old.includes(each))))
              }
            >
              TLS {one}
              {usualProtocols.includes(one) ? '' : ' (weak)'}
            </Checkbox>
          ))}
        </div>
        <TextField
          label="Cipher suites"
          rows={4}
          mono
          placeholder="TLS_AES_256_GCM_SHA384"
          description="In the order of preference, one a line. Empty: the usual ones."
          value={suites}
          onChange={setSuites}
        />
        <TextField
          label="Further authorities that are trusted"
          rows={6}
          mono
          placeholder="-----BEGIN CERTIFICATE-----"
          description="Certificates in PEM, beside those of the system."
          value={authorities}
          onChange={setAuthorities}
        />
        <Failure>
          {saving.error ? explain(saving.error) : protocols.length === 0 ? 'Choose at least one protocol.' : null}
        </Failure>
        <div className="ui-section-buttons">
          <Button type="submit" isPending={saving.isPending} isDisabled={protocols.length === 0}>
            Save
          </Button>
        </div>
      </Form>
    </Section>
  );
}
