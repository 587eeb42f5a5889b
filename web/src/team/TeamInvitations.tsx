import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../agent/queries';
import { AddressForm } from '../people/AddressForm';
import type { Team } from '../people/api';
import { InvitationRows } from '../people/InvitationRows';
import { Section } from '../ui/Section';
import { inviteToTeam, revokeTeamInvitation, teamInvitationsQuery, type TeamRole } from './api';
import { mayManage, teamRolesToGive } from './rights';
import { teamRoleName, TeamRoleSelect } from './TeamRoleSelect';

/** Invites people, and lists who has not come yet. */
export function TeamInvitations({ team }: { team: Team }) {
  return mayManage(team.role) ? <Invitations team={team} /> : null;
}

function Invitations({ team }: { team: Team }) {
  const [role, setRole] = useState<TeamRole>('member');
  const { data: invitations = [], error } = useQuery(teamInvitationsQuery(team.id));
  const refresh = () => queries.invalidateQueries(teamInvitationsQuery(team.id));
  return (
    <Section title="Invitations" text="A mail with a link goes to the address; only its account can follow it.">
      <AddressForm
        action="Invite"
        invite={async (email) => {
          await inviteToTeam(team.id, email, role);
          return `An invitation is on its way to ${email}`;
        }}
        onSettled={refresh}
      >
        <TeamRoleSelect label="Role" roles={teamRolesToGive(team.role)} value={role} onChange={setRole} />
      </AddressForm>
      <InvitationRows
        invitations={invitations.map((one) => ({ ...one, role: teamRoleName(one.role) }))}
        error={error}
        revoke={(id) => revokeTeamInvitation(team.id, id)}
        onSettled={refresh}
      />
    </Section>
  );
}
