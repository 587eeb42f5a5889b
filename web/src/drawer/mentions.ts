/**
 * Mentions in comments. People write and see "@Ada"; the team server has "@[Ada](account:ID)", and tells Ada. Whom it
 * tells goes by the id alone, so that names in the text are shown as they are now, not as they were written.
 */

/** Somebody who can be mentioned. */
export interface Mentionable {
  id: string;
  name: string;
  email: string;
}

/** Somebody with the name that stands for them in the text: with the address where two have the same. */
export interface Labelled extends Mentionable {
  label: string;
}

const token = /@\[([^\]]*)\]\(account:([0-9a-f-]{36})\)/g;

export function labelled(people: readonly Mentionable[]): Labelled[] {
  const isTaken = (name: string) => people.filter((one) => one.name === name).length > 1;
  return people.map((person) => ({
    ...person,
    label: isTaken(person.name) ? `${person.name} (${person.email})` : person.name,
  }));
}

/** A mention that is being written: what follows "@", up to the caret. */
export interface Writing {
  /** Where "@" stands. */
  from: number;
  query: string;
}

/** null: none is. */
export function writingAt(text: string, caret: number): Writing | null {
  const found = /(?:^|[\s(])@([^@\n]{0,60})$/u.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { from: caret - query.length - 1, query };
}

/** Those whose name, or a word of it, or address begins like it; at most eight. */
export function matching(people: readonly Labelled[], query: string): Labelled[] {
  const wanted = query.toLowerCase();
  const begins = (text: string) => text.toLowerCase().startsWith(wanted);
  return people
    .filter(({ label, email }) => begins(label) || begins(email) || label.split(' ').some(begins))
    .slice(0, 8);
}

/** As the team server has it. */
export function toTokens(text: string, people: readonly Labelled[]): string {
  const byLabel = new Map(people.map((person) => [person.label, person]));
  const labels = [...byLabel.keys()].sort((one, other) => other.length - one.length).map(literally);
  if (labels.length === 0) return text;
  const written = new RegExp(`(^|[\\s(])@(${labels.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return text.replaceAll(written, (whole, before: string, label: string) => {
    const person = byLabel.get(label);
    return person ? `${before}@[${person.name.replaceAll(/[[\]]/g, '')}](account:${person.id})` : whole;
  });
}

/** As people edit it; who is not known here stays as it is, so that nobody is lost by an edit. */
export function toLabels(body: string, people: readonly Labelled[]): string {
  return body.replaceAll(token, (whole, _name, id: string) => {
    const person = people.find((one) => one.id === id);
    return person ? `@${person.label}` : whole;
  });
}

/** As Markdown that shows them apart, with the names that they have now. */
export function toMarkdown(body: string, people: readonly Labelled[]): string {
  return body.replaceAll(token, (_whole, name: string, id: string) => {
    const shown = people.find((one) => one.id === id)?.name ?? `${name} (not in the workspace)`;
    return `[@${shown.replaceAll(/[\\`*_[\]<>~|]/g, '\\$&')}](account:${id})`;
  });
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
