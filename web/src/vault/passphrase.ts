/** Fewest characters of a passphrase, as the agent wants it. */
export const fewestOfPassphrase = 10;

/** Said below the field for a new one. */
export const passphraseAdvice = `At least ${fewestOfPassphrase} characters; four or five random words are good.`;
