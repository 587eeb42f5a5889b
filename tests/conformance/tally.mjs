#!/usr/bin/env node
// Counts a judge's results (its --json file) against the documented differences: tally.mjs RESULTS
// A case of differences.json must differ in exactly the words written there, and is then counted as passed; when it
// differs in another way, or no longer, it has failed. Prints what failed and 'N passed, N failed'.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const documented = JSON.parse(readFileSync(join(here, 'differences.json'), 'utf8'));
const results = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let passed = 0;
let failed = 0;
for (const [name, result] of Object.entries(results)) {
  const wanted = documented[name]?.difference ?? 'passed';
  if (result === wanted) {
    passed++;
    if (wanted !== 'passed') console.log(`differs as documented: ${name}: ${documented[name].why}`);
  } else {
    failed++;
    console.log(`FAIL ${name} ${result}${wanted === 'passed' ? '' : ` (documented: ${wanted})`}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
