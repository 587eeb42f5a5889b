import { Copy, RotateCcw, Search, SquareCheckBig, TextCursorInput } from 'lucide-react';
import { useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import type { PostmanVariable } from '../model/postman';
import type { PageProps } from '../tabs/Workbench';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { revealSecrets } from '../workspace/api';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { rootsOf } from '../workspace/tree';
import { fromBulk, isSecret, toBulk } from './bulk';
import { useEnvironment } from './chosen';
import { CopyDialog } from './CopyDialog';
import { useCurrentValues } from './current_values';
import { useWantedKey } from './use_wanted_row';
import { VariableHint, VariableTable } from './VariableTable';
import { moveToVault } from './vault_move';

/** An environment, or the globals of the workspace. */
export default function EnvironmentPage({ tab, editable }: PageProps) {
  const session = useSession();
  const chosen = useEnvironment();
  const [filter, setFilter] = useState('');
  const [isBulk, setIsBulk] = useState(false);
  // Whoever jumps to a variable sees it, whatever was filtered before.
  const isJumpedTo = useWantedKey(tab.id) !== null;
  if (isJumpedTo && filter !== '') setFilter('');
  if (isJumpedTo && isBulk) setIsBulk(false);
  const { content, saved, readOnly, edit } = editable;
  const variables = variablesOf(content.values);
  const savedVariables = variablesOf(saved?.content.values);
  const savedIds = new Set(savedVariables.filter(isSecret).map(({ id }) => id));
  const current = useCurrentValues(tab.isNew ? undefined : tab.kind === 'globals' ? null : tab.id);
  const [isResetting, setResetting] = useState(false);
  const [isCopying, setCopying] = useState(false);
  const others = rootsOf(useTree(session.workspace.id), 'environment').filter(({ id }) => id !== tab.id);
  const change = (values: PostmanVariable[]) => edit({ ...content, values });

  const revealOf = ({ id }: PostmanVariable) => {
    if (id === undefined || !savedIds.has(id) || readOnly) return null;
    return async (signal: AbortSignal) => {
      const secrets = await revealSecrets(session.workspace.id, tab.id, signal);
      return secrets.find((secret) => secret.id === id)?.value ?? null;
    };
  };
  return (
    <>
      <div className="environment-head" data-own-undo>
        <SearchField className="filter" aria-label="Filter the variables" value={filter} onChange={setFilter}>
          <Search aria-hidden />
          <Input placeholder="Filter variables" />
        </SearchField>
        <span className="environment-head-space" />
        {current && current.byKey.size > 0 ? (
          <Button size="small" variant="quiet" onPress={() => setResetting(true)}>
            <RotateCcw aria-hidden /> Reset my values
          </Button>
        ) : null}
        {readOnly || others.length === 0 || savedVariables.length === 0 ? null : (
          <Button size="small" variant="quiet" onPress={() => setCopying(true)}>
            <Copy aria-hidden /> Copy to …
          </Button>
        )}
        {readOnly ? null : (
          <Button size="small" variant="quiet" onPress={() => setIsBulk((bulk) => !bulk)}>
            <TextCursorInput aria-hidden /> {isBulk ? 'Edit as a table' : 'Edit as text'}
          </Button>
        )}
        {tab.kind === 'environment' ? (
          <Button size="small" isDisabled={chosen === tab.id} onPress={() => session.environment.set(tab.id)}>
            <SquareCheckBig aria-hidden /> {chosen === tab.id ? 'In use' : 'Use it'}
          </Button>
        ) : null}
      </div>
      {isBulk ? (
        <BulkEdit variables={variables} onChange={change} />
      ) : (
        <>
          <VariableTable
            tab={tab.id}
            variables={variables}
            onChange={change}
            readOnly={readOnly}
            mayBeSecret={tab.kind === 'environment'}
            revealOf={revealOf}
            onMove={(key, value) => void moveToVault(session, tab.id, key, value)}
            current={current}
            filter={filter}
          />
          {current && variables.length > 0 ? (
            <div className="variables">
              <VariableHint>
                All people of the workspace get the initial value. The current one is yours alone: requests use it,
                scripts change it, and it stays on this machine.
              </VariableHint>
            </div>
          ) : null}
          {variables.length === 0 ? (
            <div className="variables">
              <VariableHint>
                Write <code>{'{{baseUrl}}'}</code> anywhere in a request, and it becomes the value that{' '}
                <code>baseUrl</code> has here. Values of type <em>Secret</em> are sealed on the server and masked
                everywhere.
              </VariableHint>
            </div>
          ) : null}
        </>
      )}
      {isResetting && current ? (
        <ConfirmDialog
          title="Reset all of your values here?"
          action="Reset"
          onConfirm={() => current.reset()}
          onClose={() => setResetting(false)}
        >
          <p>The initial values hold again, and variables that only scripts made are gone.</p>
        </ConfirmDialog>
      ) : null}
      {isCopying ? (
        <CopyDialog from={tab.id} variables={savedVariables} targets={others} onClose={() => setCopying(false)} />
      ) : null}
    </>
  );
}

function variablesOf(values: unknown): PostmanVariable[] {
  return Array.isArray(values) ? (values as PostmanVariable[]) : [];
}

interface BulkEditProps {
  variables: readonly PostmanVariable[];
  onChange: (variables: PostmanVariable[]) => void;
}

function BulkEdit({ variables, onChange }: BulkEditProps) {
  const [text, setText] = useState(() => toBulk(variables));
  const secrets = variables.filter(isSecret).length;
  // Somebody else changed them, or the edit was taken back.
  const said = toBulk(variables);
  if (said !== toBulk(fromBulk(text, variables))) setText(said);
  return (
    <div className="bulk">
      <textarea
        aria-label="Variables as text"
        value={text}
        spellCheck={false}
        autoFocus
        onChange={(event) => {
          setText(event.target.value);
          onChange(fromBulk(event.target.value, variables));
        }}
      />
      <p className="variables-hint">
        A line each: <code>name: value</code>, with <code>{'//'}</code> before it when it is off.
        {secrets > 0
          ? ` ${secrets} secret ${secrets === 1 ? 'variable stays' : 'variables stay'} as in the table.`
          : ''}
      </p>
    </div>
  );
}
