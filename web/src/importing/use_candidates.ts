import { useCallback, useState } from 'react';
import { previewImport } from '../agent/api';
import { explain } from '../agent/problem';
import { importFile } from '../workspace/api';
import { refreshTree } from '../workspace/elements';
import { readyOnes, withState, type Candidate, type CandidateState } from './candidates';
import { encodeFile } from './files';

export interface Candidates {
  all: readonly Candidate[];
  addFiles: (files: readonly File[]) => void;
  /** A file that the agent fetches. */
  addAddress: (url: string) => void;
  /** Imports all that are ready, one after the other. */
  importAll: () => void;
}

/** What is given to be imported into a workspace, and what becomes of it. */
export function useCandidates(workspace: string): Candidates {
  const [all, setAll] = useState<readonly Candidate[]>([]);

  const change = useCallback((id: string, state: CandidateState) => {
    setAll((before) => withState(before, id, state));
  }, []);

  const add = useCallback(
    (name: string, read: () => Promise<CandidateState>) => {
      const id = crypto.randomUUID();
      setAll((before) => [...before, { id, name, state: 'reading' }]);
      void read()
        .catch((error: unknown): CandidateState => ({ state: 'refused', error: explain(error) }))
        .then((state) => change(id, state));
    },
    [change],
  );

  const addFiles = useCallback(
    (files: readonly File[]) => {
      for (const file of files) {
        add(file.name, async () => {
          const encoded = await encodeFile(file);
          return { state: 'ready', file: encoded, preview: await previewImport(encoded) };
        });
      }
    },
    [add],
  );

  const addAddress = useCallback(
    (url: string) => {
      add(url, async () => {
        const preview = await previewImport({ url });
        // What was shown is what is imported, whatever the address gives by then.
        return { state: 'ready', file: { name: preview.name, data: preview.data ?? '' }, preview };
      });
    },
    [add],
  );

  const importAll = () => {
    const ready = readyOnes(all);
    for (const { id, preview } of ready) change(id, { state: 'importing', preview });
    void (async () => {
      for (const { id, file, preview } of ready) {
        try {
          change(id, { state: 'imported', preview, result: await importFile(workspace, file.name, file.data) });
        } catch (error) {
          change(id, { state: 'refused', error: explain(error) });
        }
      }
      await refreshTree(workspace);
    })();
  };

  return { all, addFiles, addAddress, importAll };
}
