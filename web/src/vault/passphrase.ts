/** Fewest characters of a passphrase, as the agent wants it. */
export const fewestOfPassphrase = 10;

/** A passphrase that is chosen: typed twice, so that a slip does not lock its owner out. */
export interface NewPassphrase {
  passphrase: string;
  again: string;
}

export const noPassphrase: NewPassphrase = { passphrase: '', again: '' };

export function isChosen({ passphrase, again }: NewPassphrase): boolean {
  return passphrase.length >= fewestOfPassphrase && passphrase === again;
}

export function differs({ passphrase, again }: NewPassphrase): boolean {
  return again !== '' && passphrase !== again;
}
