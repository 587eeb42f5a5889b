import { useQueries, useQuery } from '@tanstack/react-query';
import { ArrowLeft, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { useNames } from '../people/use_names';
import { Segmented } from '../request/parts/Segmented';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { IconButton } from '../ui/IconButton';
import { Failure } from '../ui/Section';
import { Select } from '../ui/Select';
import { Spinner } from '../ui/Spinner';
import { toast } from '../ui/Toast';
import { When } from '../ui/When';
import { learn } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { diffQuery, restoreVersion, versionQuery, type Version } from './api';
import { Changes, Lines } from './Changes';
import { unifiedOf } from './unified';

const around = 3;
const ways = [
  { id: 'words', label: 'Changes' },
  { id: 'raw', label: 'Raw' },
];

interface VersionViewProps {
  element: string;
  version: Version;
  /** Those that it can be compared with, newest first. */
  versions: readonly Version[];
  now: number;
  mayRestore: boolean;
  /** What is not saved yet would not fit a restored version. */
  isEdited: boolean;
  onBack: () => void;
}

/** One version beside another: the one before it, unless another is chosen. */
export function VersionView(props: VersionViewProps) {
  const { element, version, versions, now, mayRestore, isEdited, onBack } = props;
  const { workspace } = useSession();
  const nameOf = useNames(workspace.id);
  const others = versions.filter((one) => one.version !== version.version);
  const older = others.find((one) => one.version < version.version);
  const [against, setAgainst] = useState(older?.version ?? now);
  const [way, setWay] = useState('words');
  const [isAsking, setAsking] = useState(false);
  // The older one is what it was before.
  const [from, to] = against < version.version ? [against, version.version] : [version.version, against];
  return (
    <>
      <div className="version-head">
        <IconButton label="All versions" size="small" onPress={onBack}>
          <ArrowLeft aria-hidden />
        </IconButton>
        <h3>Version {version.version}</h3>
        <span className="ui-quiet">
          {nameOf(version.by)} · <When at={version.at} />
        </span>
      </div>
      {others.length === 0 ? (
        <p>It is the only version: there is nothing to compare it with.</p>
      ) : (
        <>
          <div className="version-tools">
            <Select
              label="Compared with"
              size="small"
              value={String(against)}
              onChange={(id) => setAgainst(Number(id))}
              options={others.map((one) => ({
                id: String(one.version),
                name: one.version === now ? `Version ${one.version}, the present` : `Version ${one.version}`,
                description: nameOf(one.by),
              }))}
            />
            <Segmented label="How it is shown" options={ways} value={way} onChange={setWay} />
          </div>
          <p className="ui-quiet">
            From version {from} to version {to}:
          </p>
          {way === 'raw' ? (
            <Raw element={element} from={from} to={to} />
          ) : (
            <InWords element={element} from={from} to={to} />
          )}
        </>
      )}
      {mayRestore && version.version !== now ? (
        <div className="drawer-buttons">
          <Button size="small" isDisabled={isEdited} onPress={() => setAsking(true)}>
            <Undo2 aria-hidden /> Restore this version
          </Button>
          {isEdited ? <span className="ui-quiet">Save or undo your edits first.</span> : null}
        </div>
      ) : null}
      {isAsking ? (
        <ConfirmDialog
          title={`Restore version ${version.version}?`}
          action="Restore"
          onClose={() => setAsking(false)}
          onConfirm={() => restore(workspace.id, element, version.version, now).then(onBack)}
        >
          <p>What it says becomes the newest version. The present one stays in the list, and can be restored, too.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

async function restore(workspace: string, element: string, version: number, before: number): Promise<void> {
  learn(workspace, await restoreVersion(workspace, element, version));
  const undo = () =>
    restoreVersion(workspace, element, before).then(
      (restored) => learn(workspace, restored),
      (error: unknown) => toast({ title: 'It was not undone', detail: explain(error), tone: 'danger' }),
    );
  toast({
    title: `Version ${version} is restored`,
    tone: 'success',
    action: { name: 'Undo', run: () => void undo() },
  });
}

interface Pair {
  element: string;
  from: number;
  to: number;
}

function InWords({ element, from, to }: Pair) {
  const { workspace } = useSession();
  const { data, error } = useQuery(diffQuery(workspace.id, element, from, to));
  if (!data) return error ? <Failure>{explain(error)}</Failure> : <Spinner label="Both versions are compared" />;
  return <Changes changes={data} />;
}

/** Both documents as text; the server has no secret values in them. */
function Raw({ element, from, to }: Pair) {
  const { workspace } = useSession();
  const [before, after] = useQueries({
    queries: [versionQuery(workspace.id, element, from), versionQuery(workspace.id, element, to)],
  });
  const error = before.error ?? after.error;
  if (error) return <Failure>{explain(error)}</Failure>;
  if (!before.data || !after.data) return <Spinner label="Both versions are loading" />;
  const text = (content: unknown) => JSON.stringify(content, null, 2);
  return <Lines label="Both documents" lines={unifiedOf(text(before.data), text(after.data), around)} />;
}
