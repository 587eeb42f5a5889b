import type { Comment } from './api';

export interface Thread {
  first: Comment;
  answers: Comment[];
}

/** Comments by the thread they are in, those that are settled last. */
export function threadsOf(comments: readonly Comment[]): Thread[] {
  const threads = new Map<string, Thread>();
  for (const first of comments) if (first.parent === null) threads.set(first.id, { first, answers: [] });
  for (const answer of comments) if (answer.parent !== null) threads.get(answer.parent)?.answers.push(answer);
  const isOpen = ({ first }: Thread) => first.resolved === null;
  const all = [...threads.values()];
  return [...all.filter(isOpen), ...all.filter((thread) => !isOpen(thread))];
}
