import { useEnvironment } from '../environments/chosen';
import type { Element } from '../model/element';
import { useStore } from '../state/store';
import { Crumbs } from '../tabs/Crumbs';
import type { OpenTab } from '../tabs/tabs';
import { WithElement } from '../tabs/WithElement';
import { Button } from '../ui/Button';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf } from '../workspace/tree';
import { runElement } from './run_tabs';
import { RunView } from './RunView';
import { SetupView } from './SetupView';
import './RunPage.css';

/** Runs a collection or folder: what is to be run, then how it goes. */
export default function RunPage({ tab }: { tab: OpenTab }) {
  return (
    <WithElement tab={tab} id={runElement(tab.id)} gone="What was run here was deleted">
      {(element) => <Runner element={element} />}
    </WithElement>
  );
}

function Runner({ element }: { element: Element }) {
  const { id } = element;
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const { runs } = session;
  const environment = useEnvironment();
  useStore(runs);
  const current = runs.of(id, environment);
  return (
    <div className="run-page">
      <header className="crumb-line">
        <Crumbs way={[...ancestorsOf(tree, id), element]}>
          <h1>Run</h1>
        </Crumbs>
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
