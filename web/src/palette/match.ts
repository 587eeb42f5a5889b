/**
 * How well a text fits what was typed: each letter of it in order, best at the beginnings of words and in a row.
 * null: it does not.
 */
export function score(text: string, typed: string): number | null {
  const wanted = typed.toLowerCase().replace(/\s+/g, '');
  const within = text.toLowerCase();
  if (wanted === '') return 0;
  const ways = [nextPlace, nextWordStart].flatMap((place) => points(text, wanted, place) ?? []);
  if (ways.length === 0) return null;
  const whole = within.indexOf(typed.toLowerCase().trim());
  const inARow = whole < 0 ? 0 : whole === 0 ? 20 : isWordStart(text, whole) ? 14 : 8;
  return Math.max(...ways) + inARow - text.length / 100;
}

type Place = (text: string, letter: string, from: number) => number;

function points(text: string, wanted: string, place: Place): number | null {
  const within = text.toLowerCase();
  let total = 0;
  let previous = -2;
  for (const letter of wanted) {
    const follows = within[previous + 1] === letter;
    const at = follows ? previous + 1 : place(text, letter, Math.max(previous + 1, 0));
    if (at < 0) return null;
    total += isWordStart(text, at) ? 5 : follows ? 4 : 0;
    previous = at;
  }
  return total;
}

function nextPlace(text: string, letter: string, from: number): number {
  return text.toLowerCase().indexOf(letter, from);
}

function nextWordStart(text: string, letter: string, from: number): number {
  for (let at = nextPlace(text, letter, from); at >= 0; at = nextPlace(text, letter, at + 1)) {
    if (isWordStart(text, at)) return at;
  }
  return nextPlace(text, letter, from);
}

function isWordStart(text: string, at: number): boolean {
  const before = text[at - 1];
  const here = text[at] ?? '';
  return before === undefined || /[\s\-_/.:]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(here));
}

/** The best ones, best first; those that fit alike keep their order. */
export function best<T>(items: readonly T[], textOf: (item: T) => string, typed: string, most: number): T[] {
  return items
    .flatMap((item, index) => {
      const points = score(textOf(item), typed);
      return points === null ? [] : [{ item, index, points }];
    })
    .sort((a, b) => b.points - a.points || a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item);
}
