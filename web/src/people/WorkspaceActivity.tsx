import { useQuery } from '@tanstack/react-query';
import { ActivityView } from '../activity/ActivityView';
import type { WorkspaceChange } from '../activity/api';
import { ofChange } from '../activity/happening';
import { changeActions } from '../activity/words';
import type { Workspace } from '../model/element';
import { peopleQuery } from './api';
import { useNames } from './use_names';

/** What was made, changed and said in a workspace. */
export function WorkspaceActivity({ workspace }: { workspace: Workspace }) {
  const { data: people = [] } = useQuery(peopleQuery(workspace.id));
  const nameOf = useNames(workspace.id);
  return (
    <ActivityView<WorkspaceChange>
      text="What was made, changed and said in this workspace."
      source={{ path: `/api/v1/workspaces/${workspace.id}/activity`, member: 'changes' }}
      people={people.map(({ id, name, email }) => ({ id, name, description: email }))}
      actions={changeActions}
      read={(change) => ofChange(change, nameOf)}
    />
  );
}
