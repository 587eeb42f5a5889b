import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { statusQuery } from '../agent/api';
import { explain, Problem } from '../agent/problem';
import { queries } from '../agent/queries';
import { linkPlaces, readMailLink } from '../model/mail_link';
import { Button } from '../ui/Button';
import { Failure } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { askForEmailChange, confirmEmailChange, profileQuery } from './api';
import { withFreshPassword } from './fresh';

/** Another address: asked for by one form, and taken over by the other, with the link of the mail that went to it. */
export function EmailForms() {
  return (
    <>
      <AskForm />
      <ConfirmForm />
    </>
  );
}

function AskForm() {
  const [email, setEmail] = useState('');
  const asking = useMutation({ mutationFn: () => withFreshPassword(() => askForEmailChange(email.trim())) });
  const fault = asking.error instanceof Problem ? asking.error.faultOf('email') : undefined;
  return (
    <Form
      className="ui-section-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (email.trim() !== '' && !asking.isPending) asking.mutate();
      }}
    >
      <TextField
        label="New address"
        type="email"
        autoComplete="email"
        value={email}
        onChange={setEmail}
        error={fault}
      />
      <Failure>{asking.error && !fault ? explain(asking.error) : null}</Failure>
      <p role="status" className={asking.isSuccess ? 'ui-note' : 'ui-hidden'}>
        {asking.isSuccess ? 'Mails are on their way, to the new address and to the present one.' : ''}
      </p>
      <div className="ui-section-buttons">
        <Button type="submit" isPending={asking.isPending} isDisabled={email.trim() === ''}>
          Send the link
        </Button>
      </div>
    </Form>
  );
}

function ConfirmForm() {
  const [link, setLink] = useState('');
  const { kind, token } = readMailLink(link);
  const isOther = kind !== null && kind !== 'email';
  const isReady = token !== '' && !isOther;
  const confirming = useMutation({
    mutationFn: () => confirmEmailChange(token),
    onSuccess: async () => {
      setLink('');
      await Promise.all([queries.invalidateQueries(profileQuery), queries.invalidateQueries(statusQuery)]);
      toast({ title: 'Your e-mail address is changed', tone: 'success' });
    },
  });
  return (
    <Form
      className="ui-section-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !confirming.isPending) confirming.mutate();
      }}
    >
      <TextField
        label="Link of the mail to the new address"
        autoComplete="off"
        value={link}
        onChange={setLink}
        error={isOther ? linkPlaces[kind] : confirming.error ? explain(confirming.error) : undefined}
      />
      <div className="ui-section-buttons">
        <Button type="submit" isPending={confirming.isPending} isDisabled={!isReady}>
          Change the address
        </Button>
      </div>
    </Form>
  );
}
