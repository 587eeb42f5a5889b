import { useMutation, useQuery } from '@tanstack/react-query';
import { MessageSquare } from 'lucide-react';
import { Suspense, useState } from 'react';
import { statusQuery } from '../agent/api';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { reaches } from '../people/rights';
import type { PageProps } from '../tabs/Workbench';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { lazyPart } from '../ui/lazy_part';
import { EmptyState } from '../ui/EmptyState';
import { Failure } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { Tag } from '../ui/Tag';
import { When } from '../ui/When';
import { useSession } from '../workspace/session';
import { addComment, commentsQuery, deleteComment, editComment, resolveComment, type Comment } from './api';
import { CommentForm } from './CommentForm';
import { toMarkdown } from './mentions';
import { threadsOf, type Thread } from './threads';
import { useMentionables } from './use_mentionables';

const Markdown = lazyPart(() => import('../ui/Markdown'));

/** An element whose comments are shown. */
interface Place {
  workspace: string;
  element: string;
}

function refresh({ workspace, element }: Place): Promise<void> {
  return queries.invalidateQueries(commentsQuery(workspace, element));
}

/** What people say about an element. */
export default function CommentsPane({ tab }: PageProps) {
  const { workspace } = useSession();
  const place = { workspace: workspace.id, element: tab.id };
  const { data: comments, error } = useQuery(commentsQuery(place.workspace, place.element));
  if (!comments) {
    return error ? <Failure>{explain(error)}</Failure> : <Spinner label="Comments are loading" />;
  }
  return (
    <>
      {comments.length === 0 ? (
        <EmptyState icon={<MessageSquare aria-hidden />} title="No comments yet">
          <p>Ask or tell others something about it. Whoever is in the thread is told of answers.</p>
        </EmptyState>
      ) : (
        <ul className="comment-threads" aria-label="Threads">
          {threadsOf(comments).map((thread) => (
            <ThreadView key={thread.first.id} thread={thread} place={place} />
          ))}
        </ul>
      )}
      <CommentForm
        label="New comment"
        action="Comment"
        keptAs={`signet.comment.${tab.id}`}
        onSend={async (text) => {
          await addComment(place.workspace, place.element, text, null);
          await refresh(place);
        }}
      />
    </>
  );
}

function ThreadView({ thread: { first, answers }, place }: { thread: Thread; place: Place }) {
  const [isAnswering, setAnswering] = useState(false);
  const isSettled = first.resolved !== null;
  const settling = useMutation({
    mutationFn: () => resolveComment(place.workspace, place.element, first.id, !isSettled),
    onSettled: () => refresh(place),
  });
  return (
    <li className="comment-thread" data-settled={isSettled}>
      <CommentView comment={first} place={place} />
      {answers.map((answer) => (
        <CommentView key={answer.id} comment={answer} place={place} />
      ))}
      <Failure>{settling.error ? explain(settling.error) : null}</Failure>
      {isAnswering ? (
        <CommentForm
          label="Answer"
          action="Answer"
          keptAs={`signet.answer.${first.id}`}
          autoFocus
          onCancel={() => setAnswering(false)}
          onSend={async (text) => {
            await addComment(place.workspace, place.element, text, first.id);
            await refresh(place);
          }}
        />
      ) : (
        <div className="drawer-buttons">
          <Button size="small" variant="quiet" onPress={() => setAnswering(true)}>
            Answer
          </Button>
          <Button size="small" variant="quiet" isPending={settling.isPending} onPress={() => settling.mutate()}>
            {isSettled ? 'Open again' : 'Settle'}
          </Button>
        </div>
      )}
    </li>
  );
}

function CommentView({ comment, place }: { comment: Comment; place: Place }) {
  const { workspace } = useSession();
  const { data: status } = useQuery(statusQuery);
  const people = useMentionables();
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null);
  const isMine = comment.author === status?.account?.id;
  const name = comment.author_name ?? 'Somebody whose account is gone';
  const done = () => setDoing(null);
  return (
    <article className="comment" aria-label={`By ${name}`}>
      <header>
        <strong>{name}</strong>
        <span className="ui-quiet">
          <When at={comment.created} />
          {comment.edited ? ', edited' : ''}
        </span>
        {comment.resolved ? <Tag>Settled</Tag> : null}
      </header>
      {doing === 'edit' ? (
        <CommentForm
          label="Edit the comment"
          action="Save"
          keptAs={`signet.comment-edit.${comment.id}`}
          text={comment.body}
          autoFocus
          onCancel={done}
          onSend={async (text) => {
            await editComment(place.workspace, place.element, comment, text);
            await refresh(place);
          }}
        />
      ) : (
        <Suspense fallback={<p>{comment.body}</p>}>
          <Markdown>{toMarkdown(comment.body, people)}</Markdown>
        </Suspense>
      )}
      {doing === null ? (
        <div className="drawer-buttons">
          {isMine ? (
            <Button size="small" variant="quiet" onPress={() => setDoing('edit')}>
              Edit
            </Button>
          ) : null}
          {isMine || reaches(workspace.role, 'admin') ? (
            <Button size="small" variant="quiet" onPress={() => setDoing('delete')}>
              Delete
            </Button>
          ) : null}
        </div>
      ) : null}
      {doing === 'delete' ? (
        <ConfirmDialog
          title="Delete this comment?"
          action="Delete"
          onClose={done}
          onConfirm={async () => {
            await deleteComment(place.workspace, place.element, comment.id);
            await refresh(place);
          }}
        >
          <p>{comment.parent === null ? 'It is gone for good, with the answers to it.' : 'It is gone for good.'}</p>
        </ConfirmDialog>
      ) : null}
    </article>
  );
}
