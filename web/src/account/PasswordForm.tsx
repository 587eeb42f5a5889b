import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { fromNow } from '../model/time';
import { Button } from '../ui/Button';
import { NewPasswordFields, useNewPassword } from '../ui/NewPassword';
import { Failure, Section } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { changePassword, profileQuery, sessionsQuery, type Profile } from './api';
import { withFreshPassword } from './fresh';
import { fewestPasswordCharacters, passwordFaults } from './password_faults';

export function PasswordForm({ profile }: { profile: Profile }) {
  const [present, setPresent] = useState('');
  const chosen = useNewPassword(fewestPasswordCharacters);
  const changing = useMutation({
    mutationFn: () => withFreshPassword(() => changePassword(present, chosen.value), present),
    onSuccess: async () => {
      setPresent('');
      chosen.clear();
      toast({
        title: 'Your password is changed',
        detail: 'All your other sessions have ended.',
        tone: 'success',
      });
      await Promise.all([queries.invalidateQueries(profileQuery), queries.invalidateQueries(sessionsQuery)]);
    },
  });
  const faults = changing.error ? passwordFaults(changing.error) : {};
  const isReady = present !== '' && chosen.isReady;
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
          if (isReady && !changing.isPending) changing.mutate();
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
        <NewPasswordFields
          chosen={chosen}
          label="New password"
          description={`At least ${fewestPasswordCharacters} characters; four or five random words are good.`}
          error={faults.next}
        />
        <Failure>{changing.error && !faults.present && !faults.next ? explain(changing.error) : null}</Failure>
        <div className="ui-section-buttons">
          <Button type="submit" isPending={changing.isPending} isDisabled={!isReady}>
            Change the password
          </Button>
        </div>
      </Form>
    </Section>
  );
}
