import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../agent/api';
import { peopleQuery } from './api';

/** The names of people by their ids; of those who are not in the workspace by themselves, that they are somebody. */
export function useNames(workspace: string): (id: string) => string {
  const { data: people } = useQuery(peopleQuery(workspace));
  const { data: status } = useQuery(statusQuery);
  return (id) => {
    if (id === status?.account?.id) return 'You';
    return people?.find((person) => person.id === id)?.name ?? 'Somebody who is not in the list of people';
  };
}
