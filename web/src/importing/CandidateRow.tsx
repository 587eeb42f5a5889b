import { CircleAlert, CircleCheck, FileJson, FileSearch } from 'lucide-react';
import type { PreviewedDocument } from '../agent/api';
import { Spinner } from '../ui/Spinner';
import { useSession } from '../workspace/session';
import { useTree } from '../workspace/elements';
import { contentsOf, leftOut, type Candidate } from './candidates';
import { summary } from './summary';

const mostShown = 20;

/** One file: what is in it, or what became of it. */
export function CandidateRow({ candidate }: { candidate: Candidate }) {
  const { name, state } = candidate;
  const missing = leftOut(candidate);
  return (
    <li className={`import-${state}`}>
      <StateIcon candidate={candidate} />
      <div>
        <strong>
          <FileJson aria-hidden /> {name}
        </strong>
        <State candidate={candidate} />
        {missing.slice(0, mostShown).map(({ source, reason }) => (
          <p key={`${source} ${reason}`} className="import-left-out">
            Left out: {source} – {reason}
          </p>
        ))}
        <More count={missing.length} />
        {'preview' in candidate ? <Notices notices={candidate.preview.notices} /> : null}
      </div>
    </li>
  );
}

function StateIcon({ candidate: { name, state } }: { candidate: Candidate }) {
  if (state === 'reading') return <Spinner label={`${name} is being read`} />;
  if (state === 'importing') return <Spinner label={`${name} is being imported`} />;
  if (state === 'refused') return <CircleAlert aria-hidden />;
  return state === 'imported' ? <CircleCheck aria-hidden /> : <FileSearch aria-hidden />;
}

function State({ candidate }: { candidate: Candidate }) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  if (candidate.state === 'refused') return <p>{candidate.error}</p>;
  if (candidate.state === 'imported') return <p>{summary(candidate.result, tree)}</p>;
  return 'preview' in candidate ? <Documents documents={candidate.preview.documents} /> : null;
}

function Documents({ documents }: { documents: readonly PreviewedDocument[] }) {
  return (
    <>
      {documents.slice(0, mostShown).map((document) => (
        <p key={`${document.kind} ${document.source}`}>
          <span className="import-name">{document.name}</span> {document.kind}: {contentsOf(document)}
        </p>
      ))}
      <More count={documents.length} />
    </>
  );
}

function Notices({ notices }: { notices: readonly string[] }) {
  if (notices.length === 0) return null;
  return (
    <>
      <ul className="import-notices" aria-label="Notes">
        {notices.slice(0, mostShown).map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
      <More count={notices.length} />
    </>
  );
}

function More({ count }: { count: number }) {
  return count > mostShown ? <p>… and {count - mostShown} more</p> : null;
}
