import { queries } from '../agent/queries';
import { teamsQuery } from '../people/api';
import { workspacesQuery } from '../workspace/elements';

/** Asks again for one's teams, and for the workspaces that they share. */
export async function refreshTeams(): Promise<void> {
  await Promise.all([queries.invalidateQueries(teamsQuery), queries.invalidateQueries(workspacesQuery)]);
}
