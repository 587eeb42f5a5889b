import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { LineEditor } from '../editor/LineEditor';
import type { PostmanAuth } from '../model/postman';
import { Checkbox, Select } from '../ui';
import { authParam, changeAuthType, ownAuth, setAuthParam } from './auth';
import { authType, authTypes, isSecretField, type AuthField } from './auth_types';
import { setAuth } from './item';
import type { PaneProps } from './ParamsPane';
import './panes.css';

interface AuthPaneProps extends PaneProps {
  inherited: { from: string; auth: PostmanAuth } | null;
}

const kInherit = 'inherit';

/** How a request proves who it is: its own way, or that of the folder above. */
export function AuthPane(props: AuthPaneProps) {
  const { item, onChange, readOnly } = props;
  const auth = ownAuth(item);
  const known = auth ? authType(auth.type) : undefined;
  const options = [
    { id: kInherit, name: 'Inherit from above' },
    ...authTypes.map(({ id, label }) => ({ id, name: label })),
    ...(auth && !known ? [{ id: auth.type, name: auth.type }] : []),
  ];
  return (
    <div className="auth-pane">
      <div className="auth-side">
        <Select
          label="Type"
          options={options}
          value={auth?.type ?? kInherit}
          isDisabled={readOnly}
          onChange={(type) => onChange(setAuth(item, type === kInherit ? null : changeAuthType(auth, type)))}
        />
        <p className="pane-help">
          {auth ? (known?.help ?? 'This type is not known here; what it says is kept.') : 'Set once above, for all.'}
        </p>
      </div>
      {auth ? (
        <AuthFields {...props} auth={auth} onChangeAuth={(next) => onChange(setAuth(item, next))} />
      ) : (
        <Inherited {...props} />
      )}
    </div>
  );
}

function Inherited(props: AuthPaneProps) {
  const { inherited } = props;
  if (!inherited || inherited.auth.type === 'noauth') {
    return (
      <p className="auth-note">
        {inherited ? `${inherited.from} has no auth: nothing is added.` : 'No folder above has auth: nothing is added.'}
      </p>
    );
  }
  const label = authType(inherited.auth.type)?.label ?? inherited.auth.type;
  return (
    <div className="auth-inherited">
      <p className="auth-note">
        <strong>{label}</strong> from <strong>{inherited.from}</strong>
      </p>
      <AuthFields {...props} readOnly auth={inherited.auth} onChangeAuth={() => undefined} />
    </div>
  );
}

interface AuthFieldsProps extends PaneProps {
  auth: PostmanAuth;
  onChangeAuth: (auth: PostmanAuth) => void;
}

function AuthFields(props: AuthFieldsProps) {
  const { auth } = props;
  const fields = (authType(auth.type)?.fields ?? []).filter(({ when }) => {
    if (!when) return true;
    const value = authParam(auth, when.key);
    return when.in.includes(typeof value === 'string' ? value : '');
  });
  const main = fields.filter(({ advanced }) => !advanced);
  const more = fields.filter(({ advanced }) => advanced);
  if (!fields.length) return <p className="auth-note">Nothing to fill in.</p>;
  return (
    <div className="auth-fields">
      {main.map((field) => (
        <Field key={field.key} {...props} field={field} />
      ))}
      {more.length ? (
        <details className="auth-more">
          <summary>More</summary>
          <div className="auth-fields">
            {more.map((field) => (
              <Field key={field.key} {...props} field={field} />
            ))}
          </div>
        </details>
      ) : null}
    </div>
  );
}

function Field({ field, auth, onChangeAuth, variables, readOnly }: AuthFieldsProps & { field: AuthField }) {
  const value = authParam(auth, field.key);
  const change = (next: string | boolean) => onChangeAuth(setAuthParam(auth, field.key, next));
  if (field.kind === 'flag') {
    return (
      <div className="auth-field auth-flag">
        <Checkbox
          isSelected={value === undefined ? field.initial === true : value === true || value === 'true'}
          isDisabled={readOnly}
          onChange={change}
        >
          {field.label}
        </Checkbox>
      </div>
    );
  }
  if (field.kind === 'choice') {
    const choices = (field.choices ?? []).map(({ value: id, label }) => ({ id, name: label }));
    const chosen = typeof value === 'string' ? value : typeof field.initial === 'string' ? field.initial : '';
    return (
      <div className="auth-field">
        <Select label={field.label} options={choices} value={chosen} isDisabled={readOnly} onChange={change} />
        {field.help ? <p className="pane-help">{field.help}</p> : null}
      </div>
    );
  }
  return <TextAuthField field={field} value={value} onChange={change} variables={variables} readOnly={readOnly} />;
}

interface TextAuthFieldProps {
  field: AuthField;
  value: string | boolean | null | undefined;
  onChange: (value: string) => void;
  variables: PaneProps['variables'];
  readOnly: boolean;
}

function TextAuthField({ field, value, onChange, variables, readOnly }: TextAuthFieldProps) {
  const [isShown, setShown] = useState(false);
  const text = typeof value === 'string' ? value : '';
  const isSecret = isSecretField(field);
  // A name is no secret.
  const canHide = isSecret && text !== '' && !/^\{\{[^{}]*\}\}$/.test(text);
  const isMasked = canHide && !isShown;
  const isSealed = isSecret && value === null;
  const initial = typeof field.initial === 'string' ? field.initial : '';
  return (
    <div className="auth-field">
      <span className="pane-label">{field.label}</span>
      <span className="auth-input">
        {field.kind === 'multiline' ? (
          <textarea
            className={`ui-input ui-input-mono${isMasked ? ' is-masked-text' : ''}`}
            rows={4}
            aria-label={field.label}
            value={value === undefined ? initial : text}
            placeholder={isSealed ? '•••••••• kept sealed by the server' : ''}
            readOnly={readOnly}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <LineEditor
            variant="field"
            label={field.label}
            value={text}
            masked={isMasked}
            placeholder={isSealed ? '•••••••• kept sealed by the server' : initial}
            variables={variables}
            readOnly={readOnly}
            onChange={onChange}
          />
        )}
        {canHide ? <RevealButton isShown={isShown} onShow={setShown} /> : null}
      </span>
      {field.help ? <p className="pane-help">{field.help}</p> : null}
    </div>
  );
}

/** Shows a secret only while it is held down. */
function RevealButton({ isShown, onShow }: { isShown: boolean; onShow: (isShown: boolean) => void }) {
  return (
    <button
      type="button"
      className="ui-icon-button ui-icon-button-small auth-reveal"
      aria-label="Show while held down"
      title="Show while held down"
      onPointerDown={() => onShow(true)}
      onPointerUp={() => onShow(false)}
      onPointerLeave={() => onShow(false)}
      onKeyDown={(event) => {
        if (event.key === ' ' || event.key === 'Enter') onShow(true);
      }}
      onKeyUp={() => onShow(false)}
      onBlur={() => onShow(false)}
    >
      {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
    </button>
  );
}
