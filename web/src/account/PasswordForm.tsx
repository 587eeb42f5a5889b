import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { fromNow } from '../model/time';
import { Button } from '../ui/Button';
import { Failure, Section } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { changePassword, profileQuery, sessionsQuery, type Profile } from './api';
import { withFreshPassword } from './fresh';
import { passwordFaults } from './password_faults';

export function PasswordForm({ profile }: { profile: Profile }) {
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const changing = useMutation({
    mutationFn: () => withFreshPassword(() => changePassword(present, next), present),
    onSuccess: async () => {
      for (const set of [setPresent, setNext, setAgain]) set('');
      toast({
        title: 'Your password is changed',
        detail: 'All your other sessions have ended.',
        tone: 'success',
      });
      await Promise.all([queries.invalidateQueries(profileQuery), queries.invalidateQueries(sessionsQuery)]);
    },
  });
  const faults = changing.error ? passwordFaults(changing.error) : {};
  const differs = again !== '' && again !== next;
  return (
    <Section
      title="Password"
      text={
        profile.password_changed
          ? `Last changed ${fromNow(profile.password_changed, Date.now())}. A new one ends all your other sessions.`
          : 'A new one ends all your other sessions.'
      }
    >
      <Form
        className="ui-section-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (next === again && !changing.isPending) changing.mutate();
        }}
      >
        <TextField
          label="Present password"
          type="password"
          autoComplete="current-password"
          value={present}
          onChange={setPresent}
          error={faults.present}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          description="At least 12 characters."
          value={next}
          onChange={setNext}
          error={faults.next}
        />
        <TextField
          label="New password again"
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={differs ? 'The two are not the same.' : undefined}
        />
        <Failure>{changing.error && !faults.present && !faults.next ? explain(changing.error) : null}</Failure>
        <div className="ui-section-buttons">
          <Button
            type="submit"
            isPending={changing.isPending}
            isDisabled={present === '' || next === '' || again !== next}
          >
            Change the password
          </Button>
        </div>
      </Form>
    </Section>
  );
}
