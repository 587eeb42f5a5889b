import { useQuery } from '@tanstack/react-query';
import { ActivityView } from '../activity/ActivityView';
import type { AuditRecord } from '../activity/api';
import { ofAudit } from '../activity/happening';
import { actionsOf } from '../activity/words';
import { usersQuery } from './api';

const source = { path: '/api/v1/server/audit', member: 'records' } as const;
const actions = actionsOf('server.', 'account.', 'team.', 'workspace.');

/** What happened on the whole server; for its administrators. */
export function ServerActivity() {
  const { data: users = [] } = useQuery(usersQuery);
  return (
    <ActivityView<AuditRecord>
      text="What happened on the server, all accounts and teams. Administrators alone see it."
      source={source}
      people={users.map(({ id, name, email }) => ({ id, name, description: email }))}
      actions={actions}
      read={(record) => ofAudit(record, (id) => users.find((user) => user.id === id)?.name)}
    />
  );
}
