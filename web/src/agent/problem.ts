/** What is wrong with one part of an input. */
export interface Fault {
  pointer?: string;
  parameter?: string;
  detail: string;
}

/** A problem document (RFC 9457) as the agent and the team server send it. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail?: string;
  hint?: string;
  /** Of 412: the element as it is now. */
  current?: unknown;
  errors?: Fault[];
}

/** `status` of a problem that no server told of: the agent was not reached. */
export const unreachable = 0;
const noToken = 'urn:signet:agent:token';

/** A call that was refused or did not get there. */
export class Problem extends Error {
  constructor(readonly document: ProblemDocument) {
    super(document.detail ?? document.title);
    this.name = 'Problem';
  }

  get status(): number {
    return this.document.status;
  }

  /** The agent does not know this page: it was started anew, or the page was opened without its link. */
  get isLostAgent(): boolean {
    return this.document.type === noToken;
  }

  /** What is wrong with a member of the body, "name"; undefined: nothing is. */
  faultOf(member: string): string | undefined {
    const fault = this.document.errors?.find(({ pointer }) => pointer === `#/${member}`);
    return fault ? sentence(fault.detail) : undefined;
  }

  /** For people: what happened, and what to do. */
  get explanation(): string {
    const { hint, errors = [] } = this.document;
    const faults = errors.map(({ pointer, parameter, detail }) => `${pointer ?? parameter ?? ''} ${detail}`.trim());
    return [sentence(this.message), ...faults.map(sentence), hint ? sentence(hint) : ''].filter(Boolean).join(' ');
  }
}

function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  // A file, a host or an address that comes first is called what it is called.
  const isName = /^\S*[.:/]\S/.test(trimmed);
  const upper = isName ? trimmed : trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?:]$/.test(upper) ? upper : `${upper}.`;
}

/** What to say of anything that was thrown. */
export function explain(error: unknown): string {
  if (error instanceof Problem) return error.explanation;
  return error instanceof Error ? error.message : String(error);
}
