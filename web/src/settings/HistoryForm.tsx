import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { historySettingsQuery, saveHistorySettings, type HistorySettings } from '../history/api';
import { keepingName, keepings } from '../history/keeping';
import { Checkbox } from '../ui/Checkbox';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Failure, Section } from '../ui/Section';
import { Select } from '../ui/Select';

async function save(settings: HistorySettings): Promise<void> {
  queries.setQueryData(historySettingsQuery.queryKey, await saveHistorySettings(settings));
  await queries.invalidateQueries({ queryKey: ['history'] });
}

/** How long what was sent is kept. A shorter time forgets at once, and asks before. */
export function HistoryForm() {
  const { data, error } = useQuery(historySettingsQuery);
  const [shorter, setShorter] = useState<number | null>(null);
  const saving = useMutation({ mutationFn: save });
  const fault = error ?? saving.error;
  return (
    <Section title="History" text="Of what you send from this app, on this machine.">
      <Failure>{fault ? explain(fault) : null}</Failure>
      {data ? (
        <div className="ui-section-form">
          <Select
            label="Keep it"
            options={keepings(data.days).map((days) => ({ id: `${days}`, name: keepingName(days) }))}
            value={`${data.days}`}
            onChange={(id) => {
              const days = Number(id);
              if (days < data.days) setShorter(days);
              else saving.mutate({ ...data, days });
            }}
          />
          <Checkbox
            isSelected={data.is_paused}
            isDisabled={data.days === 0}
            onChange={(isPaused) => saving.mutate({ ...data, is_paused: isPaused })}
          >
            Write down nothing new for now
          </Checkbox>
        </div>
      ) : null}
      {data && shorter !== null ? (
        <ConfirmDialog
          title={shorter === 0 ? 'Keep no history?' : `Keep the history for ${keepingName(shorter)} only?`}
          action={shorter === 0 ? 'Clear it, and keep none' : 'Forget what is older'}
          onClose={() => setShorter(null)}
          onConfirm={() => save({ ...data, days: shorter })}
        >
          <p>
            {shorter === 0 ? 'All of it, in every workspace,' : 'What is older, in every workspace,'} is gone for good.
            Nobody else has it.
          </p>
        </ConfirmDialog>
      ) : null}
    </Section>
  );
}
