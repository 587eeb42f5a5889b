import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { statusQuery } from './api';
import { noteWantedFactor } from './factor_wanted';
import { Problem, unreachable } from './problem';

/** A session that has ended shows in any call: the status then says that nobody is signed in. */
function askStatusAgain(error: unknown) {
  if (error instanceof Problem && error.status === 401) void queries.invalidateQueries(statusQuery);
}

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== 'status') askStatusAgain(error);
      noteWantedFactor(error);
    },
  }),
  mutationCache: new MutationCache({
    onError: (error) => {
      askStatusAgain(error);
      noteWantedFactor(error);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) =>
        failures < 2 && error instanceof Problem && (error.status === unreachable || error.status >= 500),
      networkMode: 'always', // the agent is on this machine
    },
    mutations: { networkMode: 'always' },
  },
});
