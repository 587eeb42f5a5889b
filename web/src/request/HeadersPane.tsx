import { Lock } from 'lucide-react';
import { useState } from 'react';
import type { PostmanParam } from '../model/postman';
import { Button, Checkbox } from '../ui';
import { headerNames, headerValues } from './completions';
import { headersOf, requestOf, setSetting, settingsOf, withRequest, without } from './item';
import type { PaneProps } from './ParamsPane';
import { ParamTable } from './parts/ParamTable';
import { systemHeaders } from './settings_list';
import './panes.css';

const valuesFor = (row: PostmanParam) => headerValues(row.key ?? '');

export function HeadersPane(props: PaneProps) {
  const { item, onChange, variables, readOnly } = props;
  const rows = headersOf(requestOf(item));
  return (
    <>
      <ParamTable
        noun="Header"
        rows={rows}
        onChange={(header) => onChange(withRequest(item, { header }))}
        variables={variables}
        readOnly={readOnly}
        keyCompletions={headerNames}
        valueCompletions={valuesFor}
      />
      <SystemHeaders
        {...props}
        own={new Set(rows.filter((row) => !row.disabled).map(({ key }) => key?.toLowerCase()))}
      />
    </>
  );
}

/** What is added to each request by itself; switched off by `disabledSystemHeaders`. */
function SystemHeaders({ item, onChange, readOnly, own }: PaneProps & { own: ReadonlySet<string | undefined> }) {
  const [isOpen, setOpen] = useState(false);
  const disabled = (settingsOf(item).disabledSystemHeaders ?? {}) as Record<string, unknown>;
  const isOff = (name: string) =>
    Object.entries(disabled).some(([key, value]) => key.toLowerCase() === name.toLowerCase() && value === true);
  const change = (name: string, isOn: boolean) => {
    const others = Object.keys(disabled)
      .filter((key) => key.toLowerCase() === name.toLowerCase())
      .reduce((rest, key) => without(rest, key), disabled);
    const next = isOn ? others : { ...others, [name.toLowerCase()]: true };
    onChange(setSetting(item, 'disabledSystemHeaders', Object.keys(next).length ? next : undefined));
  };
  return (
    <section className="system-headers">
      <Button size="small" variant="quiet" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
        <Lock aria-hidden />
        {isOpen ? 'Hide' : 'Show'} {systemHeaders.length} headers that are added by themselves
      </Button>
      {isOpen ? (
        <ul className="system-header-list">
          {systemHeaders.map(({ name, value }) => (
            <li key={name}>
              <Checkbox
                isSelected={!isOff(name) && !own.has(name.toLowerCase())}
                isDisabled={readOnly || own.has(name.toLowerCase())}
                onChange={(isOn) => change(name, isOn)}
              >
                <code>{name}</code>
              </Checkbox>
              <code className="system-header-value">{own.has(name.toLowerCase()) ? 'yours, above' : value}</code>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
