/** Signs by which a value is taken for a secret. They are for a hint alone: what they miss is not thereby harmless. */

/** Forms that issuers give their secrets. */
const forms: readonly RegExp[] = [
  /^eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*$/, // JWT (RFC 7519): "eyJ" is {" in Base64
  /^(AKIA|ASIA)[A-Z0-9]{16}$/, // AWS
  /^gh[pousr]_[A-Za-z0-9]{20,}$/, // GitHub
  /^github_pat_\w{20,}$/,
  /^glpat-[\w-]{20,}$/, // GitLab
  /^sgnt_\w{16,}$/, // Signet's own keys
  /^(sk|rk)_(live|test)_[A-Za-z0-9]{16,}$/, // Stripe
  /^xox[abprs]-[\w-]{10,}$/, // Slack
  /^PMAK-[\w-]{20,}$/, // Postman
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/, // RFC 7468
];

const tellingName = /token|secret|passw|pwd|credential|private|api[-_]?key|access[-_]?key|(^|[-_])key$/i;
/** "signingKey", but not "monkey". */
const keyOfSomething = /[a-z]Key$/;
/** Refers to another variable, or says where something is. */
const notItself = /\{\{|^https?:\/\//;
/** Bits of a character on average: words of a language are below, random hexadecimal above. */
const leastEntropy = 3;
const leastLength = 16;

/** Whether a variable of this name and value is likely to be a secret. */
export function looksLikeSecret(name: string, value: string): boolean {
  const text = value.trim();
  if (forms.some((form) => form.test(text))) return true;
  if (!tellingName.test(name) && !keyOfSomething.test(name)) return false;
  if (notItself.test(text) || /\s/.test(text)) return false;
  return text.length >= leastLength && entropy(text) >= leastEntropy;
}

/** Shannon's, in bits of a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}
