import { useQuery } from '@tanstack/react-query';
import { ActivityView } from '../activity/ActivityView';
import type { AuditRecord } from '../activity/api';
import { ofAudit } from '../activity/happening';
import { actionsOf } from '../activity/words';
import type { Team } from '../people/api';
import { workspacesQuery } from '../workspace/elements';
import { membersQuery } from './api';

const actions = actionsOf('team.', 'workspace.');

/** The audit log of a team; for its admins and owners. */
export function TeamActivity({ team }: { team: Team }) {
  const { data: members = [] } = useQuery(membersQuery(team.id));
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const names = new Map([
    ...members.map(({ user, name }) => [user, name] as const),
    ...workspaces.map(({ id, name }) => [id, name] as const),
  ]);
  return (
    <ActivityView<AuditRecord>
      text="What happened in the team and its workspaces, as the audit log has it."
      source={{ path: `/api/v1/teams/${team.id}/audit`, member: 'records' }}
      people={members.map(({ user, name, email }) => ({ id: user, name, description: email }))}
      actions={actions}
      read={(record) => ofAudit(record, (id) => names.get(id))}
    />
  );
}
