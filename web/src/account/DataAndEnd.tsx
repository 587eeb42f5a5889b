import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { statusQuery } from '../agent/api';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { saveFile } from '../ui/save_file';
import { Failure, Section } from '../ui/Section';
import { TextField } from '../ui/TextField';
import { deleteAccount, exportAccount, type Profile } from './api';
import { withFreshPassword } from './fresh';

interface DataAndEndProps {
  profile: Profile;
  isLocal: boolean;
}

/** What the server keeps about oneself, and how to have it deleted. */
export function DataAndEnd({ profile, isLocal }: DataAndEndProps) {
  const [isDeleting, setDeleting] = useState(false);
  const exporting = useMutation({
    mutationFn: () => withFreshPassword(exportAccount),
    onSuccess: (all) => saveFile('signet-account.json', JSON.stringify(all, null, 2)),
  });
  return (
    <>
      <Section
        title="Your data"
        text="Everything that the server keeps about you, as JSON. Hashes and secrets are not in it."
      >
        <div className="ui-section-buttons">
          <Button isPending={exporting.isPending} onPress={() => exporting.mutate()}>
            Export my account
          </Button>
        </div>
        <Failure>{exporting.error ? explain(exporting.error) : null}</Failure>
      </Section>
      {isLocal ? null : (
        <Section
          title="Delete the account"
          text="Your personal workspaces are deleted with it. Hand over first what you alone own in a team."
        >
          <div className="ui-section-buttons">
            <Button variant="danger" onPress={() => setDeleting(true)}>
              Delete my account …
            </Button>
          </div>
          {isDeleting ? <DeleteDialog email={profile.email} onClose={() => setDeleting(false)} /> : null}
        </Section>
      )}
    </>
  );
}

function DeleteDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const [password, setPassword] = useState('');
  return (
    <ConfirmDialog
      title="Delete your account?"
      action="Delete for good"
      typed={email}
      onClose={onClose}
      onConfirm={async () => {
        await withFreshPassword(() => deleteAccount(password), password);
        await queries.invalidateQueries(statusQuery);
      }}
    >
      <p>It cannot be taken back: your sessions, keys and personal workspaces are gone.</p>
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
    </ConfirmDialog>
  );
}
