import { useQuery } from '@tanstack/react-query';
import { ChevronRight, Trash2 } from 'lucide-react';
import { Fragment } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useEnvironment } from '../environments/chosen';
import { useStore } from '../state/store';
import { closeNow, openElement } from '../tabs/actions';
import type { OpenTab } from '../tabs/tabs';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { Spinner } from '../ui/Spinner';
import { treeQuery, useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf, isGone } from '../workspace/tree';
import { runElement } from './run_tabs';
import { RunView } from './RunView';
import { SetupView } from './SetupView';
import './RunPage.css';

/** Runs a collection or folder: what is to be run, then how it goes. */
export default function RunPage({ tab }: { tab: OpenTab }) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const { isPending } = useQuery(treeQuery(session.workspace.id));
  const { runs } = session;
  const environment = useEnvironment();
  const id = runElement(tab.id);
  const element = tree.byId.get(id);
  useStore(runs);
  const current = runs.of(id, environment);
  if (isPending) {
    return (
      <div className="workbench-wait">
        <Spinner label={`${tab.name} is loading`} />
      </div>
    );
  }
  if (!element || isGone(tree, id)) {
    return (
      <EmptyState
        icon={<Trash2 aria-hidden />}
        title="What was run here was deleted"
        actions={<Button onPress={() => closeNow(session, [tab.id])}>Close the tab</Button>}
      >
        <p>It is in the trash, or in something that is.</p>
      </EmptyState>
    );
  }
  return (
    <div className="run-page">
      <header className="crumb-line">
        <nav aria-label="Where it is" className="crumbs">
          {[...ancestorsOf(tree, id), element].map((ancestor) => (
            <Fragment key={ancestor.id}>
              <AriaButton className="crumb" onPress={() => openElement(session, ancestor, true)}>
                {ancestor.name}
              </AriaButton>
              <ChevronRight aria-hidden />
            </Fragment>
          ))}
          <h1>Run</h1>
        </nav>
        {current.view === 'setup' && current.run !== null ? (
          <Button size="small" variant="quiet" onPress={() => runs.put(id, { ...current, view: 'run' })}>
            Back to the last run
          </Button>
        ) : null}
      </header>
      {current.view === 'run' && current.run !== null ? (
        <RunView
          element={element}
          run={current.run}
          setup={current.setup}
          onChange={() => runs.put(id, { ...current, view: 'setup' })}
        />
      ) : (
        <SetupView
          element={element}
          setup={current.setup}
          onChange={(setup) => runs.put(id, { ...current, setup })}
          onOpenRun={(run) => runs.put(id, { ...current, run, view: 'run' })}
        />
      )}
    </div>
  );
}
