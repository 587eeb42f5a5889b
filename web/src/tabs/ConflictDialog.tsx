import { useMemo } from 'react';
import { diffLines, withContext } from '../model/diff';
import type { Content } from '../model/element';
import { merge } from '../model/merge';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { learn } from '../workspace/elements';
import { useSession, type Conflict } from '../workspace/session';
import { saveOver } from './actions';
import './ConflictDialog.css';

const context = 4;

/** Two versions of one element side by side, and which of them is to be. */
export default function ConflictDialog({ conflict: { draft, theirs } }: { conflict: Conflict }) {
  const session = useSession();
  const close = () => session.conflict.set(null);
  const merged = draft.base?.content ? merge(draft.base.content, draft.content, theirs.content) : null;
  const save = (content: Content) => {
    const { revision, version } = theirs;
    const next = { ...draft, content, base: { revision, version, content: theirs.content } };
    session.drafts.edit(next);
    close();
    void saveOver(session, next, revision);
  };
  const takeTheirs = () => {
    learn(session.workspace.id, theirs);
    session.drafts.drop(draft.id);
    close();
  };
  return (
    <Dialog
      title={`Somebody else changed “${theirs.name}”`}
      isOpen
      onClose={close}
      size="large"
      role="alertdialog"
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <span className="conflict-space" />
          <Button onPress={takeTheirs}>Take theirs</Button>
          <Button variant={merged ? 'secondary' : 'primary'} onPress={() => save(draft.content)}>
            Keep mine
          </Button>
          {merged ? (
            <Button variant="primary" onPress={() => save(merged)}>
              Keep both changes
            </Button>
          ) : null}
        </>
      }
    >
      <p>
        {merged
          ? 'You changed different parts, so both changes can be kept.'
          : 'You changed the same parts. If you keep yours, theirs stays in the history of versions.'}
      </p>
      <Versions mine={draft.content} theirs={theirs.content} />
    </Dialog>
  );
}

function Versions({ mine, theirs }: { mine: Content; theirs: Content }) {
  const rows = useMemo(() => withContext(diffLines(textOf(mine), textOf(theirs)), context), [mine, theirs]);
  return (
    <div className="versions" tabIndex={0} role="region" aria-label="Both versions">
      <table>
        <thead>
          <tr>
            <th scope="col">Mine</th>
            <th scope="col">Theirs</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            if ('skipped' in row) {
              return (
                <tr key={index}>
                  <td colSpan={2} className="versions-same">
                    {row.skipped} {row.skipped === 1 ? 'line' : 'lines'} the same
                  </td>
                </tr>
              );
            }
            const { left, right } = row;
            const isChanged = left !== right;
            return (
              <tr key={index}>
                <td className={isChanged && left !== null ? 'version-mine' : ''}>{left}</td>
                <td className={isChanged && right !== null ? 'version-theirs' : ''}>{right}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** As text, without the values of secret variables. */
function textOf(content: Content): string {
  return JSON.stringify(
    content,
    (_name, value: unknown) => {
      const isSecret = typeof value === 'object' && value !== null && 'type' in value && value.type === 'secret';
      return isSecret ? { ...value, value: '(secret)' } : value;
    },
    2,
  );
}
