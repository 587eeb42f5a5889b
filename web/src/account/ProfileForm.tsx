import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { statusQuery } from '../agent/api';
import { explain, Problem } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { inFull } from '../model/time';
import { Section } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { changeName, profileQuery, type Profile } from './api';
import { EmailForms } from './EmailForms';

interface ProfileFormProps {
  profile: Profile;
  /** The agent signs in to it: it has no address that gets mail. */
  isLocal: boolean;
}

export function ProfileForm({ profile, isLocal }: ProfileFormProps) {
  return (
    <>
      <Section
        title="Name"
        text={`Others see it beside what you change and say. You are here since ${inFull(profile.created)}.`}
      >
        <NameForm profile={profile} />
      </Section>
      {isLocal ? null : (
        <Section title="E-mail address" text={`Now ${profile.email}. It changes once you give the link of the mail.`}>
          <EmailForms />
        </Section>
      )}
    </>
  );
}

function NameForm({ profile }: { profile: Profile }) {
  const [name, setName] = useState(profile.name);
  const saving = useMutation({
    mutationFn: () => changeName(name.trim()),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries(profileQuery), queries.invalidateQueries(statusQuery)]);
      toast({ title: 'Your name is changed', tone: 'success' });
    },
  });
  const fault = saving.error instanceof Problem ? saving.error.faultOf('name') : undefined;
  return (
    <Form
      className="ui-section-form"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <TextField
        label="Your name"
        autoComplete="name"
        maxLength={128}
        value={name}
        onChange={setName}
        error={fault ?? (saving.error ? explain(saving.error) : undefined)}
      />
      <div className="ui-section-buttons">
        <Button
          type="submit"
          isPending={saving.isPending}
          isDisabled={name.trim() === '' || name.trim() === profile.name}
        >
          Save the name
        </Button>
      </div>
    </Form>
  );
}
