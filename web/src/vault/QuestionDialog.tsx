import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { Dialog } from '../ui/Dialog';
import { Failure } from '../ui/Section';
import { answerQuestion, consentsQuery, stateQuery, type Answer, type Question } from './api';
import { shown } from './shown';

/** In milliseconds: longer than from one click of a double click to the other. */
const readingTime = 700;

/**
 * Whether the page has been looked at for a moment. The window may come up under a pointer or keys that were meant for
 * another one, and whoever has it opened chooses when.
 */
function useLookedAt(): boolean {
  const [isLookedAt, setIsLookedAt] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const begin = () => {
      clearTimeout(timer);
      setIsLookedAt(false);
      timer = setTimeout(() => setIsLookedAt(true), readingTime);
    };
    begin();
    window.addEventListener('focus', begin);
    document.addEventListener('visibilitychange', begin);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('focus', begin);
      document.removeEventListener('visibilitychange', begin);
    };
  }, []);
  return isLookedAt;
}

/** A collection wants secrets: its user says whether it gets them. */
export function QuestionDialog({ question }: { question: Question }) {
  const { secrets, scripts_read: reads, scripts_write: writes } = question;
  const [scripts, setScripts] = useState(false);
  const wantsScripts = reads || writes;
  const answering = useMutation({
    mutationFn: (answer: Answer) => {
      const forScripts = scripts ? answer : 'no';
      return answerQuestion(question.id, secrets.length > 0 ? answer : 'no', wantsScripts ? forScripts : 'no');
    },
    onSettled: () => Promise.all([queries.invalidateQueries(stateQuery), queries.invalidateQueries(consentsQuery)]),
  });
  const what = reads && writes ? 'read them, set and remove secrets' : writes ? 'set and remove secrets' : 'read them';
  const isLookedAt = useLookedAt();
  const isReady = isLookedAt && (secrets.length > 0 || scripts);
  return (
    <Dialog
      title="A collection wants your secrets"
      isOpen
      role="alertdialog"
      onClose={() => answering.mutate('no')}
      actions={
        <>
          <Button autoFocus onPress={() => answering.mutate('no')}>
            No
          </Button>
          <Button isDisabled={!isReady} isPending={answering.isPending} onPress={() => answering.mutate('once')}>
            This time
          </Button>
          <Button
            variant="primary"
            isDisabled={!isReady}
            isPending={answering.isPending}
            onPress={() => answering.mutate('always')}
          >
            Always
          </Button>
        </>
      }
    >
      <p>
        <strong>{shown(question.collection) || 'A request of no collection'}</strong>
        <span className="vault-location">{shown(question.location)}</span>
      </p>
      {secrets.length > 0 ? (
        <ul className="vault-wanted" aria-label="Secrets that it wants">
          {secrets.map(({ name, domains }) => (
            <li key={name}>
              <strong>{shown(name)}</strong>
              <span>{domains ? `goes to ${domains}` : 'is not in the vault'}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {wantsScripts ? (
        <>
          <Checkbox isSelected={scripts} onChange={setScripts}>
            Its scripts may {what}, too
          </Checkbox>
          <p className="vault-note">
            Only for scripts that you trust: what has read a value can change it beyond recognition. Changed scripts are
            asked about anew.
          </p>
        </>
      ) : null}
      <Failure>{answering.error ? explain(answering.error) : null}</Failure>
    </Dialog>
  );
}
