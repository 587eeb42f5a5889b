// Splits a command line into words as a POSIX shell does (IEEE 1003.1 §2.2), with $'…' of bash; nothing is expanded.
// Also reads what Chrome copies "as cURL (cmd)", where ^ escapes.

const kEscapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};

/** Reads the numeric escape of $'…' at the front of `text`: its character and how long it is. */
function numericEscape(text: string): { char: string; length: number } | null {
  const hex = /^(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(text);
  const digits = hex ? (hex[1] ?? hex[2] ?? hex[3]) : undefined;
  if (hex && digits) {
    const code = parseInt(digits, 16);
    return { char: code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd', length: hex[0].length };
  }
  const octal = /^[0-7]{1,3}/.exec(text);
  return octal ? { char: String.fromCharCode(parseInt(octal[0], 8)), length: octal[0].length } : null;
}

class Reader {
  at = 0;
  words: string[] = [];
  word: string | null = null;

  constructor(readonly text: string) {}

  add(text: string): void {
    this.word = (this.word ?? '') + text;
  }

  endWord(): void {
    if (this.word !== null) this.words.push(this.word);
    this.word = null;
  }

  single(): void {
    const end = this.text.indexOf("'", this.at);
    if (end < 0) throw new Error("A quote ' is not closed");
    this.add(this.text.slice(this.at, end));
    this.at = end + 1;
  }

  double(): void {
    this.add('');
    for (;;) {
      const char = this.text[this.at++];
      if (char === undefined) throw new Error('A quote " is not closed');
      if (char === '"') return;
      const next = this.text[this.at];
      if (char !== '\\' || next === undefined) {
        this.add(char);
      } else if ('$`"\\\n'.includes(next)) {
        if (next !== '\n') this.add(next);
        ++this.at;
      } else {
        this.add(char);
      }
    }
  }

  ansi(): void {
    this.add('');
    for (;;) {
      const char = this.text[this.at++];
      if (char === undefined) throw new Error("A quote $' is not closed");
      if (char === "'") return;
      if (char !== '\\') {
        this.add(char);
        continue;
      }
      const number = numericEscape(this.text.slice(this.at, this.at + 9));
      const next = this.text[this.at] ?? '';
      this.add(number?.char ?? kEscapes[next] ?? `\\${next}`);
      this.at += number?.length ?? 1;
    }
  }

  /** False at the end of the command. */
  step(): boolean {
    const char = this.text[this.at++];
    if (char === undefined) return false;
    const next = this.text[this.at];
    if (char === "'") this.single();
    else if (char === '"') this.double();
    else if (char === '$' && next === "'") {
      ++this.at;
      this.ansi();
    } else if (char === '\\') {
      ++this.at;
      if (next === '\r' && this.text[this.at] === '\n') ++this.at;
      else if (next !== undefined && next !== '\n') this.add(next);
    } else if (char === '#' && this.word === null) {
      const end = this.text.indexOf('\n', this.at);
      this.at = end < 0 ? this.text.length : end;
    } else if (char === '\n' || char === ';' || char === '|' || (char === '&' && this.word === null)) {
      this.endWord();
      return this.words.length === 0;
    } else if (char === '&') {
      this.endWord();
      return false;
    } else if (/\s/.test(char)) this.endWord();
    else this.add(char);
    return true;
  }
}

/** The words of the first command in `text`. Throws an Error with a sentence for people when a quote is left open. */
export function shellWords(text: string): string[] {
  const reader = new Reader(isWindows(text) ? fromWindows(text) : text);
  while (reader.step());
  reader.endWord();
  return reader.words;
}

function isWindows(text: string): boolean {
  return /\^\r?\n|\^"/.test(text) && !/\\\r?\n/.test(text);
}

/** cmd.exe's escapes taken away: ^ before a line's end joins lines, ^X is X, "" inside quotes is a quote. */
function fromWindows(text: string): string {
  return text
    .replace(/\^\r?\n\r?\n/g, '\n')
    .replace(/\^\r?\n/g, ' ')
    .replace(/\^(.)/g, '$1');
}
