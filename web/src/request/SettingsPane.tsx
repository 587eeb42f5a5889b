import { ArrowDown, ArrowUp, Plus, RotateCcw, X } from 'lucide-react';
import { useId, useState } from 'react';
import { Checkbox, IconButton, Select } from '../ui';
import { setSetting, settingsOf } from './item';
import type { PaneProps } from './ParamsPane';
import { moveRow } from './rows';
import { settingsGroups, type Setting } from './settings_list';
import './panes.css';

/** How the request is sent: `protocolProfileBehavior`. What is set here is marked, and can be taken back. */
export function SettingsPane(props: PaneProps) {
  return (
    <div className="settings-pane">
      {settingsGroups.map(({ title, settings }) => (
        <section key={title} aria-label={`Settings of ${title}`}>
          <h3 className="settings-title">{title}</h3>
          {settings.map((setting) => (
            <SettingRow key={setting.key} {...props} setting={setting} />
          ))}
        </section>
      ))}
    </div>
  );
}

function SettingRow({ setting, item, onChange, readOnly }: PaneProps & { setting: Setting }) {
  const id = useId();
  const value = settingsOf(item)[setting.key];
  const change = (next: unknown) => onChange(setSetting(item, setting.key, next));
  const isWide = setting.kind === 'list';
  return (
    <div className={`setting${isWide ? ' is-wide' : ''}`}>
      <div className="setting-text">
        <span className="setting-label" id={id}>
          {setting.label}
        </span>
        <p className="pane-help">{setting.help}</p>
      </div>
      <div className="setting-control" role="group" aria-labelledby={id}>
        <Control setting={setting} value={value} onChange={change} readOnly={readOnly} />
        <span className="setting-reset">
          {value !== undefined && !readOnly ? (
            <IconButton
              size="small"
              label={`Back to what folders say: ${setting.label}`}
              onPress={() => change(undefined)}
            >
              <RotateCcw aria-hidden />
            </IconButton>
          ) : null}
        </span>
      </div>
    </div>
  );
}

interface ControlProps<S extends Setting = Setting> {
  setting: S;
  value: unknown;
  onChange: (value: unknown) => void;
  readOnly: boolean;
}

const texts = (value: unknown) => (Array.isArray(value) ? value.filter((text) => typeof text === 'string') : []);

function Control({ setting, value, onChange, readOnly }: ControlProps) {
  switch (setting.kind) {
    case 'flag':
      return (
        <Checkbox
          aria-label={setting.label}
          isSelected={typeof value === 'boolean' ? value : setting.byDefault}
          isDisabled={readOnly}
          onChange={onChange}
        />
      );
    case 'choice':
      return (
        <Select
          label={setting.label}
          hideLabel
          options={setting.choices.map((choice) => ({ id: choice.value, name: choice.label }))}
          value={typeof value === 'string' ? value : setting.byDefault}
          isDisabled={readOnly}
          onChange={onChange}
        />
      );
    case 'number':
      return (
        <input
          className="ui-input setting-number"
          type="number"
          aria-label={setting.label}
          min={setting.min}
          max={setting.max}
          placeholder={String(setting.byDefault)}
          value={typeof value === 'number' ? value : ''}
          readOnly={readOnly}
          onChange={({ target }) => {
            const next = target.valueAsNumber;
            if (target.value === '') onChange(undefined);
            else if (next >= setting.min && next <= setting.max) onChange(Math.trunc(next));
          }}
        />
      );
    case 'text':
      return (
        <input
          className="ui-input ui-input-mono"
          aria-label={setting.label}
          placeholder={setting.placeholder}
          value={typeof value === 'string' ? value : ''}
          readOnly={readOnly}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
        />
      );
    case 'set':
      return (
        <div className="setting-set">
          {setting.names.map((name) => {
            const chosen = texts(value);
            return (
              <Checkbox
                key={name.value}
                isSelected={chosen.includes(name.value)}
                isDisabled={readOnly}
                onChange={(isOn) => {
                  // In the order of the list; names that are not known here stay.
                  const known = setting.names.map((each) => each.value);
                  const now = known.filter((each) => (each === name.value ? isOn : chosen.includes(each)));
                  const next = [...now, ...chosen.filter((each) => !known.includes(each))];
                  onChange(next.length ? next : undefined);
                }}
              >
                {name.label}
              </Checkbox>
            );
          })}
        </div>
      );
    case 'list':
      return <ListControl setting={setting} value={value} onChange={onChange} readOnly={readOnly} />;
  }
}

function ListControl({ setting, value, onChange, readOnly }: ControlProps<Extract<Setting, { kind: 'list' }>>) {
  const listId = useId();
  const [typed, setTyped] = useState('');
  const chosen = texts(value);
  const set = (next: string[]) => onChange(next.length ? next : undefined);
  const add = () => {
    const names = typed.split(/[\s,]+/).filter((name) => name !== '' && !chosen.includes(name));
    if (names.length) set([...chosen, ...names]);
    setTyped('');
  };
  return (
    <div className="setting-list">
      <ol className="setting-names">
        {chosen.map((name, i) => (
          <li
            key={name}
            className="setting-name"
            onKeyDown={(event) => {
              const to = i + (event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0);
              if (!event.altKey || to === i || to < 0 || to >= chosen.length || readOnly) return;
              event.preventDefault();
              set(moveRow(chosen, i, to));
            }}
          >
            <code>{name}</code>
            {readOnly ? null : (
              <>
                <IconButton
                  size="small"
                  label={`${name} up`}
                  isDisabled={i === 0}
                  onPress={() => set(moveRow(chosen, i, i - 1))}
                >
                  <ArrowUp aria-hidden />
                </IconButton>
                <IconButton
                  size="small"
                  label={`${name} down`}
                  isDisabled={i === chosen.length - 1}
                  onPress={() => set(moveRow(chosen, i, i + 1))}
                >
                  <ArrowDown aria-hidden />
                </IconButton>
                <IconButton
                  size="small"
                  label={`Remove ${name}`}
                  onPress={() => set(chosen.filter((each) => each !== name))}
                >
                  <X aria-hidden />
                </IconButton>
              </>
            )}
          </li>
        ))}
      </ol>
      {readOnly ? null : (
        <form
          className="setting-add"
          data-own-undo
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <input
            className="ui-input ui-input-mono"
            aria-label={`Add to ${setting.label}`}
            placeholder={setting.placeholder}
            list={listId}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <datalist id={listId}>
            {setting.known
              .filter((name) => !chosen.includes(name))
              .map((name) => (
                <option key={name} value={name} />
              ))}
          </datalist>
          <IconButton label={`Add to ${setting.label}`} type="submit">
            <Plus aria-hidden />
          </IconButton>
        </form>
      )}
    </div>
  );
}
