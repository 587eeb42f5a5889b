import { useQuery } from '@tanstack/react-query';
import { CircleOff, Layers, Play, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { mayEdit, type Element } from '../model/element';
import { useStore } from '../state/store';
import { saveDraft } from '../tabs/actions';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { EmptyState } from '../ui/EmptyState';
import { Select } from '../ui/Select';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf, rootsOf } from '../workspace/tree';
import { start } from './actions';
import { runsQuery } from './api';
import { DataField } from './DataField';
import { NumberField } from './NumberField';
import { RequestPicker } from './RequestPicker';
import { longestDelay, mostIterations, requestOf, requestsIn, type RunSetup } from './setup';
import { RunDot, stateNames } from './RunDot';

interface SetupViewProps {
  element: Element;
  setup: RunSetup;
  onChange: (setup: RunSetup) => void;
  onOpenRun: (run: string) => void;
}

/** What is to be run, and how. */
export function SetupView({ element, setup, onChange, onOpenRun }: SetupViewProps) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const [isStarting, setIsStarting] = useState(false);
  const all = requestsIn(tree, element.id);
  if (all.length === 0) {
    return (
      <EmptyState icon={<Play aria-hidden />} title="There is nothing to run">
        <p>Once there are requests in “{element.name}”, they can be run here one after the other.</p>
      </EmptyState>
    );
  }
  const without = new Set(setup.without);
  const chosen = all.filter(({ id }) => !without.has(id)).length;
  const isReady = requestOf(tree, session.workspace.id, element.id, setup) !== null;
  return (
    <div className="run-setup">
      <RequestPicker
        tree={tree}
        root={element.id}
        without={setup.without}
        order={setup.order}
        onChange={(without, order) => onChange({ ...setup, without, order })}
      />
      <section className="run-options" aria-label="How it runs">
        <Options setup={setup} onChange={onChange} />
        <Unsaved element={element} />
        <Button
          variant="primary"
          isDisabled={!isReady || isStarting}
          onPress={() => {
            setIsStarting(true);
            void start(session, element.id, setup).finally(() => setIsStarting(false));
          }}
        >
          <Play aria-hidden /> {startLabel(chosen * setup.iterations)}
        </Button>
        <Earlier element={element} onOpenRun={onOpenRun} />
      </section>
    </div>
  );
}

function startLabel(count: number): string {
  if (count === 0) return 'No request is chosen';
  return count === 1 ? 'Run 1 request' : `Run ${count} requests`;
}

const none = 'none';

function Options({ setup, onChange }: Pick<SetupViewProps, 'setup' | 'onChange'>) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const environments = rootsOf(tree, 'environment');
  const { environment, iterations, delay, stopOnFailure, data } = setup;
  return (
    <>
      <Select
        label="Environment"
        options={[
          { id: none, name: 'No environment', icon: <CircleOff aria-hidden /> },
          ...environments.map(({ id, name }) => ({ id, name, icon: <Layers aria-hidden /> })),
        ]}
        value={environments.some(({ id }) => id === environment) ? environment : none}
        onChange={(id) => onChange({ ...setup, environment: id === none ? null : id })}
      />
      <div className="run-numbers">
        <NumberField
          label="Iterations"
          value={iterations}
          least={1}
          most={mostIterations}
          onChange={(next) => onChange({ ...setup, iterations: next })}
        />
        <NumberField
          label="Delay (ms)"
          value={delay}
          least={0}
          most={longestDelay}
          onChange={(next) => onChange({ ...setup, delay: next })}
        />
      </div>
      <DataField
        data={data}
        onChange={(next, rows) =>
          onChange({
            ...setup,
            data: next,
            iterations: rows === null ? iterations : Math.min(rows, mostIterations) || 1,
          })
        }
      />
      <Checkbox isSelected={stopOnFailure} onChange={(next) => onChange({ ...setup, stopOnFailure: next })}>
        Stop at the first failure
      </Checkbox>
    </>
  );
}

/** A run takes what is saved: says so where there are edits. */
function Unsaved({ element }: { element: Element }) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const drafts = useStore(session.drafts);
  const edited = [...drafts.values()].filter(
    ({ id, base }) =>
      base !== null && (id === element.id || ancestorsOf(tree, id).some((ancestor) => ancestor.id === element.id)),
  );
  if (edited.length === 0) return null;
  const saveAll = async () => {
    for (const { id } of edited) {
      if (!(await saveDraft(session, id))) return;
    }
  };
  return (
    <div className="notice notice-warning">
      <TriangleAlert aria-hidden />
      <span className="run-name">
        {edited.length === 1 ? 'One edit in it is' : `${edited.length} edits in it are`} not saved: the run takes what
        is saved.
      </span>
      {mayEdit(session.workspace) ? (
        <Button size="small" onPress={() => void saveAll()}>
          Save
        </Button>
      ) : null}
    </div>
  );
}

function Earlier({ element, onOpenRun }: Pick<SetupViewProps, 'element' | 'onOpenRun'>) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const { data: runs = [] } = useQuery(runsQuery);
  const collection = ancestorsOf(tree, element.id)[0]?.id ?? element.id;
  const earlier = runs.filter((run) => run.collection === collection);
  if (earlier.length === 0) return null;
  return (
    <section className="run-earlier" aria-label="Earlier runs">
      <h2 className="ui-label">Earlier runs of the collection</h2>
      <ul>
        {earlier.map(({ id, folder, state, started, totals }) => (
          <li key={id}>
            <Button variant="quiet" size="small" onPress={() => onOpenRun(id)}>
              <RunDot state={state} failures={totals.failed_requests + totals.failed_tests} />
              <span>{stateNames[state]}</span>
              <span className="run-muted run-name">
                {folder ? `${folder}: ` : ''}
                {totals.requests} requests, {totals.failed_requests + totals.failed_tests} failures
              </span>
              <span className="run-muted">{new Date(started).toLocaleTimeString()}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
