import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { linkPlaces, readMailLink } from '../model/mail_link';
import { FormDialog } from '../ui/FormDialog';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { workspacesQuery } from '../workspace/elements';
import { acceptInvitation, teamsQuery } from './api';

/** Joins a team, and the workspace one was invited into, by the link of the mail. */
export default function JoinDialog({ onClose }: { onClose: () => void }) {
  const [link, setLink] = useState('');
  const { kind, token } = readMailLink(link);
  const isOther = kind !== null && kind !== 'invitation';
  const joining = useMutation({
    mutationFn: () => acceptInvitation(token),
    onSuccess: async () => {
      onClose();
      toast({ title: 'You are in the team', detail: 'Its workspaces are in the list at the top.', tone: 'success' });
      await Promise.all([queries.invalidateQueries(workspacesQuery), queries.invalidateQueries(teamsQuery)]);
    },
  });
  return (
    <FormDialog
      title="Join a team"
      action="Join"
      isReady={token !== '' && !isOther}
      isPending={joining.isPending}
      onSubmit={() => joining.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Link of the invitation"
        description="As it stands in the mail to your address."
        autoComplete="off"
        autoFocus
        value={link}
        onChange={setLink}
        error={isOther ? linkPlaces[kind] : joining.error ? explain(joining.error) : undefined}
      />
    </FormDialog>
  );
}
