import { Upload } from 'lucide-react';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { FileTrigger } from 'react-aria-components';
import { openElement } from '../tabs/actions';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { TextField } from '../ui/TextField';
import { useSession } from '../workspace/session';
import { CandidateRow } from './CandidateRow';
import { importedElements, isBusy, readyOnes } from './candidates';
import { openCurl } from './curl';
import { pastedFile } from './files';
import { useCandidates } from './use_candidates';
import './ImportDialog.css';

/** Shows what is in files that are dropped, chosen, pasted or fetched, and imports them when it is asked to. */
export default function ImportDialog({ files, onClose }: { files: File[]; onClose: () => void }) {
  const session = useSession();
  const { all, addFiles, addAddress, importAll } = useCandidates(session.workspace.id);
  const isTaken = useRef(false);
  useEffect(() => {
    if (isTaken.current) return;
    isTaken.current = true;
    addFiles(files);
  }, [addFiles, files]);
  const takeText = (text: string) => {
    if (!openCurl(session, text)) return false;
    onClose();
    return true;
  };
  usePaste(addFiles, takeText);

  const ready = readyOnes(all);
  const first = importedElements(all).find(({ parent }) => parent === null);
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
          {ready.length > 0 ? (
            <>
              <Button onPress={onClose}>Cancel</Button>
              <Button variant="primary" onPress={importAll} isDisabled={isBusy(all)}>
                {ready.length === 1 ? 'Import' : `Import ${ready.length} files`}
              </Button>
            </>
          ) : (
            <Button variant="primary" onPress={onClose} isDisabled={isBusy(all)}>
              Done
            </Button>
          )}
        </>
      }
    >
      <DropArea onFiles={addFiles} />
      <AddressField
        onGive={(text) => {
          if (!takeText(text)) addAddress(text);
        }}
      />
      <ul className="import-results" aria-live="polite" aria-label="Files">
        {all.map((candidate) => (
          <CandidateRow key={candidate.id} candidate={candidate} />
        ))}
      </ul>
    </Dialog>
  );
}

function DropArea({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const [isOver, setIsOver] = useState(false);
  return (
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
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <Upload aria-hidden />
      <p>Drop files here, or paste their text</p>
      <FileTrigger
        allowsMultiple
        acceptedFileTypes={['.json', '.yaml', '.yml', '.har', '.zip']}
        onSelect={(list) => {
          if (list) onFiles([...list]);
        }}
      >
        <Button size="small">Choose files …</Button>
      </FileTrigger>
      <p className="import-kinds">
        Postman collections, environments, globals and data dumps (ZIP), OpenAPI 3 in JSON or YAML, HAR recordings
      </p>
    </div>
  );
}

function AddressField({ onGive }: { onGive: (text: string) => void }) {
  const [text, setText] = useState('');
  const give = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    onGive(text.trim());
    setText('');
  };
  return (
    <form className="import-address" onSubmit={give}>
      <TextField
        label="Address or cURL command"
        placeholder="https://api.example.com/openapi.json"
        value={text}
        onChange={setText}
        mono
      />
      <Button type="submit" isDisabled={text.trim() === ''}>
        Read
      </Button>
    </form>
  );
}

/** Files and documents that are pasted anywhere while the dialogue is open, and commands of curl. */
function usePaste(onFiles: (files: readonly File[]) => void, onText: (text: string) => boolean) {
  const latest = useRef({ onFiles, onText });
  useEffect(() => {
    latest.current = { onFiles, onText };
  });
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const file = pastedFile(text);
      const given = [...(event.clipboardData?.files ?? [])];
      const files = given.length > 0 ? given : file ? [file] : [];
      if (files.length > 0) latest.current.onFiles(files);
      else if (!latest.current.onText(text)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('paste', onPaste, true);
    return () => document.removeEventListener('paste', onPaste, true);
  }, []);
}
