import { useMutation } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import type { Account } from '../agent/api';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { createWorkspace } from './api';
import { workspacesQuery } from './elements';

/** Whoever is in no workspace yet gets one of their own. */
export function FirstWorkspace({ account }: { account: Account }) {
  const making = useMutation({
    mutationFn: () => createWorkspace(`${account.name.split(' ')[0] ?? account.name}’s workspace`),
    onSuccess: () => queries.invalidateQueries(workspacesQuery),
  });
  return (
    <main className="app-page">
      <EmptyState
        icon={<Boxes aria-hidden />}
        title={`Welcome, ${account.name}`}
        actions={
          <Button variant="primary" isPending={making.isPending} onPress={() => making.mutate()}>
            Make my workspace
          </Button>
        }
      >
        <p>A workspace holds collections of requests and the environments that they are sent with.</p>
        <p>Yours is seen by nobody else. Those of your team appear here once you are put into them.</p>
        {making.error ? <p role="alert">{explain(making.error)}</p> : null}
      </EmptyState>
    </main>
  );
}
