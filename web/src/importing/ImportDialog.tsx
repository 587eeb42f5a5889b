import { CircleAlert, CircleCheck, FileJson, Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { explain } from '../agent/problem';
import { openElement } from '../tabs/actions';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Spinner } from '../ui/Spinner';
import { refreshTree, useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { importOne, pastedFile, type ImportedFile } from './files';
import { summary } from './summary';
import './ImportDialog.css';

/** Takes files one after the other, and says what came of each. */
export default function ImportDialog({ files, onClose }: { files: File[]; onClose: () => void }) {
  const session = useSession();
  const workspace = session.workspace.id;
  const [done, setDone] = useState<ImportedFile[]>([]);
  const [running, setRunning] = useState<string | null>(null);
  const [isOver, setIsOver] = useState(false);
  const isTaken = useRef(false);

  const take = async (chosen: readonly File[]) => {
    for (const file of chosen) {
      setRunning(file.name);
      const imported = await importOne(workspace, file, explain);
      setDone((all) => [...all, imported]);
    }
    setRunning(null);
    await refreshTree(workspace);
  };
  useEffect(() => {
    if (isTaken.current || files.length === 0) return;
    isTaken.current = true;
    void take(files);
  }, [files]); // eslint-disable-line react-hooks/exhaustive-deps
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const file = pastedFile(event.clipboardData?.getData('text/plain') ?? '');
      const given = [...(event.clipboardData?.files ?? [])];
      const all = given.length > 0 ? given : file ? [file] : [];
      if (all.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      void take(all);
    };
    document.addEventListener('paste', onPaste, true);
    return () => document.removeEventListener('paste', onPaste, true);
  }, []); // eslint-disable-line react-hooks/exhaustive-deps

  const first = done.flatMap(({ result }) => result?.imported ?? []).find(({ parent }) => parent === null);
  return (
    <Dialog
      title="Import"
      isOpen
      onClose={onClose}
      actions={
        <>
          {first ? (
            <Button
              onPress={() => {
                openElement(session, first);
                session.expanded.update((expanded) => new Set(expanded).add(first.id));
                onClose();
              }}
            >
              Open “{first.name}”
            </Button>
          ) : null}
          <Button variant="primary" onPress={onClose} isDisabled={running !== null}>
            Done
          </Button>
        </>
      }
    >
      <div
        className={`import-area${isOver ? ' import-area-over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setIsOver(false);
          void take([...event.dataTransfer.files]);
        }}
      >
        <Upload aria-hidden />
        <p>Drop files here, or paste their text</p>
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={['.json', '.zip']}
          onSelect={(list) => {
            if (list) void take([...list]);
          }}
        >
          <Button size="small">Choose files …</Button>
        </FileTrigger>
        <p className="import-kinds">
          Collections, environments and globals as Postman exports them, or its data dump (ZIP)
        </p>
      </div>
      <ul className="import-results" aria-live="polite">
        {done.map((file, index) => (
          <Result key={index} file={file} />
        ))}
        {running === null ? null : (
          <li>
            <Spinner label={`${running} is being imported`} />
            <span>{running}</span>
          </li>
        )}
      </ul>
    </Dialog>
  );
}

function Result({ file: { name, result, error } }: { file: ImportedFile }) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  return (
    <li className={result ? 'import-fine' : 'import-refused'}>
      {result ? <CircleCheck aria-hidden /> : <CircleAlert aria-hidden />}
      <div>
        <strong>
          <FileJson aria-hidden /> {name}
        </strong>
        <p>{result ? summary(result, tree) : error}</p>
        {result?.left_out.map(({ source, reason }) => (
          <p key={`${source} ${reason}`} className="import-left-out">
            Left out: {source} – {reason}
          </p>
        ))}
      </div>
    </li>
  );
}
