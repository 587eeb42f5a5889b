// Writes the common passwords of @zxcvbn-ts/language-common as one sorted text, a word a line, for a binary search.
//   node extract.mjs NODE_MODULES OUTDIR     writes OUTDIR/common_passwords.inc
// Words are in lower case; those below 4 characters are left out, as no password is made of one or two of them.
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [modules, outdir] = process.argv.slice(2);
if (!modules || !outdir) throw new Error('usage: node extract.mjs NODE_MODULES OUTDIR');
const listed = JSON.parse(readFileSync(join(modules, '@zxcvbn-ts/language-common/src/passwords.json'), 'utf8'));
const words = [...new Set(listed.map((word) => word.toLowerCase()))]
  .filter((word) => /^[\x21-\x7e]{4,}$/.test(word))
  .map((word) => Buffer.from(word, 'latin1'))
  .sort(Buffer.compare);
if (words.length < 40_000) throw new Error(`only ${words.length} words: has the package changed?`);
const lines = words.map((word) => `"${word.toString('latin1').replace(/["\\?]/g, '\\$&')}\\n"`);
mkdirSync(outdir, { recursive: true });
writeFileSync(join(outdir, 'common_passwords.inc'), `${lines.join('\n')}\n`);
