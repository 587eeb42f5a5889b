import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { peopleQuery } from '../people/api';
import { membersQuery } from '../team/api';
import { useSession } from '../workspace/session';
import { labelled, type Labelled } from './mentions';

/** Who may read the comments of the open workspace: its people, and where it is of the whole team, its members. */
export function useMentionables(): Labelled[] {
  const { workspace } = useSession();
  const { data: people } = useQuery(peopleQuery(workspace.id));
  const team = workspace.kind === 'team' ? workspace.team : null;
  const { data: members } = useQuery({ ...membersQuery(team ?? ''), enabled: team !== null });
  return useMemo(() => {
    const ofTeam = (members ?? []).map(({ user, name, email }) => ({ id: user, name, email }));
    const all = new Map([...ofTeam, ...(people ?? [])].map(({ id, name, email }) => [id, { id, name, email }]));
    return labelled([...all.values()].sort((one, other) => one.name.localeCompare(other.name)));
  }, [people, members]);
}
