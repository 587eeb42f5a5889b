import { CircleOff, Layers } from 'lucide-react';
import { useStore } from '../state/store';
import { Select } from '../ui/Select';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { rootsOf } from '../workspace/tree';

const none = 'none';

/** Which environment requests are sent with. */
export function EnvironmentPicker() {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const chosen = useStore(session.environment);
  const environments = rootsOf(tree, 'environment');
  const options = [
    { id: none, name: 'No environment', icon: <CircleOff aria-hidden /> },
    ...environments.map(({ id, name }) => ({ id, name, icon: <Layers aria-hidden /> })),
  ];
  return (
    <div className="environment-picker">
      <Select
        label="Environment"
        hideLabel
        options={options}
        value={environments.some(({ id }) => id === chosen) ? chosen : none}
        onChange={(id) => session.environment.set(id === none ? null : id)}
      />
    </div>
  );
}
