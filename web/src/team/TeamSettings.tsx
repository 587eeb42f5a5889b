import { useMutation } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { withFreshPassword } from '../account/fresh';
import { explain } from '../agent/problem';
import type { Team } from '../people/api';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Tag } from '../ui/Tag';
import { deleteTeam, leaveTeam, renameTeam, requireTwoFactor } from './api';
import { NameDialog } from './NameDialog';
import { refreshTeams } from './refresh';
import { mayManage } from './rights';

/** Its name, what it asks of its members, and its end. */
export function TeamSettings({ team }: { team: Team }) {
  const [asked, setAsked] = useState<'rename' | 'leave' | 'delete' | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <Section title="Name">
        <Rows label="Name">
          <Row title={team.name}>
            {mayManage(team.role) ? (
              <Button size="small" onPress={() => setAsked('rename')}>
                Rename …
              </Button>
            ) : null}
          </Row>
        </Rows>
      </Section>
      <TwoFactorPolicy team={team} />
      <Section title="Leave" text="You lose all of its workspaces. What you made in them stays.">
        <div className="ui-section-buttons">
          <Button onPress={() => setAsked('leave')}>Leave the team …</Button>
        </div>
      </Section>
      {team.role === 'owner' ? (
        <Section title="Delete" text="All of its workspaces are gone, with their history. It cannot be taken back.">
          <div className="ui-section-buttons">
            <Button variant="danger" onPress={() => setAsked('delete')}>
              Delete the team …
            </Button>
          </div>
        </Section>
      ) : null}
      {asked === 'rename' ? (
        <NameDialog
          title="Rename the team"
          label="Name of the team"
          action="Rename"
          value={team.name}
          onSave={(name) => renameTeam(team, name).then(refreshTeams)}
          onClose={close}
        />
      ) : null}
      {asked === 'leave' ? (
        <ConfirmDialog
          title={`Leave “${team.name}”?`}
          action="Leave"
          onClose={close}
          onConfirm={() => leaveTeam(team.id).then(refreshTeams)}
        >
          <p>
            To come back, somebody has to invite you again. Private workspaces that you alone own go to another owner.
          </p>
        </ConfirmDialog>
      ) : null}
      {asked === 'delete' ? (
        <ConfirmDialog
          title={`Delete “${team.name}”?`}
          action="Delete for good"
          typed={team.name}
          onClose={close}
          onConfirm={() => withFreshPassword(() => deleteTeam(team.id)).then(refreshTeams)}
        >
          <p>Its workspaces, private ones too, its groups and invitations are deleted for everybody.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

/** Whether every member has to have a second factor. */
function TwoFactorPolicy({ team }: { team: Team }) {
  const changing = useMutation({
    mutationFn: () => withFreshPassword(() => requireTwoFactor(team.id, !team.requires_two_factor)),
    onSettled: refreshTeams,
  });
  const isOn = team.requires_two_factor;
  return (
    <Section
      title="Second factor"
      text={
        team.role === 'owner'
          ? 'Where it is required, whoever signed in without one can do nothing in the team but leave it.'
          : 'The owners of the team say whether every member has to have one.'
      }
    >
      <Rows label="Second factor">
        <Row
          icon={isOn ? <ShieldCheck aria-hidden /> : <ShieldAlert aria-hidden />}
          title={
            <>
              Of every member <Tag tone={isOn ? 'good' : 'plain'}>{isOn ? 'Required' : 'Not required'}</Tag>
            </>
          }
        >
          {team.role === 'owner' ? (
            <Button size="small" isPending={changing.isPending} onPress={() => changing.mutate()}>
              {isOn ? 'Require it no longer' : 'Require it'}
            </Button>
          ) : null}
        </Row>
      </Rows>
      <Failure>{changing.error ? explain(changing.error) : null}</Failure>
    </Section>
  );
}
