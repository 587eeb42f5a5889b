import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../agent/client';
import { explain } from '../agent/problem';
import type { Element } from '../model/element';
import type { PostmanVariable } from '../model/postman';
import { Checkbox } from '../ui/Checkbox';
import { FormDialog } from '../ui/FormDialog';
import { Failure } from '../ui/Section';
import { Select } from '../ui/Select';
import { toast } from '../ui/Toast';
import { refreshTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { isSecret } from './bulk';
import './CopyDialog.css';

interface CopyDialogProps {
  /** An environment, or the globals. */
  from: string;
  /** As they are saved. */
  variables: readonly PostmanVariable[];
  targets: readonly Element[];
  onClose: () => void;
}

interface Copied {
  added: string[];
  replaced: string[];
  kept: string[];
  notice: string;
}

/** Copies variables to another environment. Secret values go from the server to the server, past this page. */
export function CopyDialog({ from, variables, targets, onClose }: CopyDialogProps) {
  const workspace = useSession().workspace.id;
  const keys = [...new Set(variables.flatMap(({ key }) => (key ? [key] : [])))];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(keys));
  const [to, setTo] = useState(targets[0]?.id ?? '');
  const [replaces, setReplaces] = useState(false);
  const target = targets.find(({ id }) => id === to);
  const copying = useMutation({
    mutationFn: () =>
      call<Copied>('POST', '/agent/v1/variables/copy', { body: { workspace, from, to, keys: [...chosen], replaces } }),
    onSuccess: ({ added, replaced, kept, notice }) => {
      void refreshTree(workspace);
      const parts = [`${added.length} new`, `${replaced.length} replaced`];
      if (kept.length > 0) parts.push(`left as they were: ${kept.join(', ')}`);
      toast({
        title: `Copied to “${target?.name ?? ''}”`,
        detail: [`${parts.join(', ')}.`, notice].join(' ').trim(),
        tone: 'success',
      });
      onClose();
    },
  });
  const toggle = (key: string, isOn: boolean) =>
    setChosen((old) => {
      const next = new Set(old);
      if (isOn) next.add(key);
      else next.delete(key);
      return next;
    });
  return (
    <FormDialog
      title="Copy variables"
      action="Copy"
      isReady={chosen.size > 0 && target !== undefined}
      isPending={copying.isPending}
      onSubmit={() => copying.mutate()}
      onClose={onClose}
    >
      <Select label="To" options={targets.map(({ id, name }) => ({ id, name }))} value={to} onChange={setTo} />
      <div className="copy-list" role="group" aria-label="Variables">
        <Checkbox isSelected={chosen.size === keys.length} onChange={(isOn) => setChosen(new Set(isOn ? keys : []))}>
          All
        </Checkbox>
        {keys.map((key) => (
          <Checkbox key={key} isSelected={chosen.has(key)} onChange={(isOn) => toggle(key, isOn)}>
            {key}
            {variables.some((variable) => variable.key === key && isSecret(variable)) ? ' (secret)' : ''}
          </Checkbox>
        ))}
      </div>
      <Checkbox isSelected={replaces} onChange={setReplaces}>
        Replace variables of the same name
      </Checkbox>
      <p className="ui-description">Names and initial values, as they are saved. Your current values are not copied.</p>
      <Failure>{copying.error ? explain(copying.error) : null}</Failure>
    </FormDialog>
  );
}
