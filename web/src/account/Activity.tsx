import { ActivityView } from '../activity/ActivityView';
import type { AuditRecord } from '../activity/api';
import { ofAudit } from '../activity/happening';
import { actionsOf } from '../activity/words';
import type { Profile } from './api';

const source = { path: '/api/v1/account/audit', member: 'records' } as const;
const actions = actionsOf('account.', 'team.', 'workspace.');

/** What the audit log has of oneself. */
export function Activity({ profile }: { profile: Profile }) {
  return (
    <ActivityView<AuditRecord>
      text="What you did and what happened to your account, as the audit log has it."
      source={source}
      people={null}
      actions={actions}
      read={(record) => ofAudit(record, (id) => (id === profile.id ? 'You' : undefined))}
    />
  );
}
