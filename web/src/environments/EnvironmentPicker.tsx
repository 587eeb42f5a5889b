import { CircleOff, Layers } from 'lucide-react';
import { Select } from '../ui/Select';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { rootsOf } from '../workspace/tree';
import { noEnvironment, useEnvironment } from './chosen';

/** Which environment requests are sent with. */
export function EnvironmentPicker() {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const chosen = useEnvironment();
  const environments = rootsOf(tree, 'environment');
  const options = [
    { id: noEnvironment, name: 'No environment', icon: <CircleOff aria-hidden /> },
    ...environments.map(({ id, name }) => ({ id, name, icon: <Layers aria-hidden /> })),
  ];
  return (
    <div className="environment-picker">
      <Select
        label="Environment"
        hideLabel
        options={options}
        value={chosen ?? noEnvironment}
        onChange={(id) => session.environment.set(id)}
      />
    </div>
  );
}
