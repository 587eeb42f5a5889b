import { useMutation, useQuery } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { withFreshPassword } from '../account/fresh';
import { explain, Problem } from '../agent/problem';
import { queries } from '../agent/queries';
import type { Team } from '../people/api';
import { Button } from '../ui/Button';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Tag } from '../ui/Tag';
import { TextField } from '../ui/TextField';
import { toast } from '../ui/Toast';
import { When } from '../ui/When';
import { inviteToTeam, revokeTeamInvitation, teamInvitationsQuery, type TeamRole } from './api';
import { mayManage, teamRolesToGive } from './rights';
import { teamRoleName, TeamRoleSelect } from './TeamRoleSelect';

/** Invites people, and lists who has not come yet. */
export function TeamInvitations({ team }: { team: Team }) {
  if (!mayManage(team.role)) return null;
  return (
    <Section title="Invitations" text="A mail with a link goes to the address; only its account can follow it.">
      <InviteForm team={team} />
      <Pending team={team} />
    </Section>
  );
}

function InviteForm({ team }: { team: Team }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<TeamRole>('member');
  const inviting = useMutation({
    mutationFn: () => withFreshPassword(() => inviteToTeam(team.id, email.trim(), role)),
    onSuccess: () => {
      toast({ title: `An invitation is on its way to ${email.trim()}`, tone: 'success' });
      setEmail('');
    },
    onSettled: () => queries.invalidateQueries(teamInvitationsQuery(team.id)),
  });
  const fault = inviting.error instanceof Problem ? inviting.error.faultOf('email') : undefined;
  return (
    <>
      <Form
        className="invite-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (email.trim() !== '' && !inviting.isPending) inviting.mutate();
        }}
      >
        <TextField label="E-mail address" type="email" autoComplete="off" value={email} onChange={setEmail} />
        <TeamRoleSelect label="Role" roles={teamRolesToGive(team.role)} value={role} onChange={setRole} />
        <Button type="submit" variant="primary" isDisabled={email.trim() === ''} isPending={inviting.isPending}>
          Invite
        </Button>
      </Form>
      <Failure>{fault ?? (inviting.error ? explain(inviting.error) : null)}</Failure>
    </>
  );
}

function Pending({ team }: { team: Team }) {
  const { data: invitations = [], error } = useQuery(teamInvitationsQuery(team.id));
  const revoking = useMutation({
    mutationFn: (id: string) => revokeTeamInvitation(team.id, id),
    onSettled: () => queries.invalidateQueries(teamInvitationsQuery(team.id)),
  });
  const failure = error ?? revoking.error;
  return (
    <>
      <Failure>{failure ? explain(failure) : null}</Failure>
      {invitations.length > 0 ? (
        <Rows label="Invitations">
          {invitations.map(({ id, email, role, expires }) => (
            <Row
              key={id}
              icon={<Mail aria-hidden />}
              title={
                <>
                  {email} <Tag>{teamRoleName(role)}</Tag>
                </>
              }
              detail={
                <>
                  Ends <When at={expires} />
                </>
              }
            >
              <Button
                size="small"
                variant="quiet"
                aria-label={`Take back the invitation of ${email}`}
                isPending={revoking.isPending && revoking.variables === id}
                onPress={() => revoking.mutate(id)}
              >
                Take back
              </Button>
            </Row>
          ))}
        </Rows>
      ) : null}
    </>
  );
}
