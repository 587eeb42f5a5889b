/** One line of an activity, whichever list it comes from. */
import type { AuditRecord, WorkspaceChange } from './api';
import { actionInWords, changeInWords, detailsInWords } from './words';

export interface Happening {
  /** Unique in its list. */
  seq: number;
  at: string;
  who: string;
  what: string;
  detail: string;
  /** Address and program; empty where that is not told. */
  where: string;
  isByKey: boolean;
}

/** The name of a user, or of another thing, by its id; undefined: not known here. */
export type NameOf = (id: string) => string | undefined;

export function ofAudit(record: AuditRecord, nameOf: NameOf): Happening {
  const { seq, at, action, actor, actor_kind: kind, target, address, user_agent: program } = record;
  const of = target === null || target === actor ? undefined : nameOf(target);
  return {
    seq,
    at,
    who: actor === null ? (kind === 'system' ? 'The server' : 'Nobody signed in') : (nameOf(actor) ?? unknownPerson),
    what: actionInWords(action),
    detail: [of ?? '', detailsInWords(record)].filter(Boolean).join(', '),
    where: [address, program].filter(Boolean).join(' · '),
    isByKey: kind === 'api_key',
  };
}

const unknownPerson = 'Somebody who is not in the list';

export function ofChange({ seq, at, actor, action, kind, name }: WorkspaceChange, nameOf: NameOf): Happening {
  const what = changeInWords(action);
  return { seq, at, who: nameOf(actor) ?? unknownPerson, what, detail: `${kind} “${name}”`, where: '', isByKey: false };
}
