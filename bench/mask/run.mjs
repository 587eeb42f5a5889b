#!/usr/bin/env node
// Megabytes a second of the mask with many secrets, all forms of each, beside grep -F with the plain secrets and with
// their forms as far as these are plain text; on API output of one's own making, with and without secrets in it.
// Runs are interleaved; medians and ratios are printed.
//   cmake --preset bench && cmake --build --preset bench --target benchmarks && bench/mask/run.mjs [--rounds 5]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const rounds = Number(option('rounds', 5));
const megabytes = Number(option('mb', 100));
const count = Number(option('secrets', 1000));
const build = resolve(option('build', join(root, 'build/bench')));
const program = join(build, 'mask_file');
const work = mkdtempSync(join(tmpdir(), 'signet-bench-mask-'));

// A fixed sequence (xorshift), so that every run has the same text.
let state = 0x9e3779b9;
const random = (below) => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
};
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!&/+';
const word = (length) => Array.from({ length }, () => alphabet[random(alphabet.length)]).join('');
const secrets = Array.from({ length: count }, () => word(12 + random(37)));

const encodings = [
  (s) => s,
  (s) => Buffer.from(s).toString('base64'),
  (s) => Buffer.from(`user:${s}`).toString('base64'),
  (s) => Buffer.from(s).toString('hex'),
  (s) => encodeURIComponent(s),
  (s) => [...s].map((c) => `\\u00${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''),
  (s) => `${s.slice(0, 6)}\n      ${s.slice(6)}`,
];

const names = ['Anna', 'Béla', 'Chloë', 'Dmitri', 'Eun-ji', 'Farid', 'Grace', 'Hugo'];
function record(id) {
  return `${JSON.stringify({
    id,
    name: names[random(names.length)],
    created: new Date(1.7e12 + random(1e9)).toISOString(),
    path: `/orders/${random(1e6)}?page=${random(9)}&q=caf%C3%A9%20noir`,
    note: 'Ship with care: the parcel says "fragile".\nLeave it with the neighbour.',
    tags: ['new', 'paid', 'gift'].slice(random(3)),
    amounts: [random(500), random(500), random(500) / 100],
    etag: Buffer.from(Array.from({ length: 24 }, () => random(256))).toString('base64'),
    html: '<p class="t">Fish &amp; chips &#8364;5</p>',
  }, null, 2)}\n`;
}

function writeText(file, bytesBetweenSecrets) {
  const out = openSync(file, 'w');
  let written = 0;
  let next = bytesBetweenSecrets;
  for (let id = 0; written < megabytes * 1e6; id += 1) {
    let block = '';
    while (block.length < 1 << 16) block += record(id);
    if (written > next) {
      block += `token: ${encodings[random(encodings.length)](secrets[random(count)])}\n`;
      next = written + bytesBetweenSecrets;
    }
    written += writeSync(out, block);
  }
  closeSync(out);
}

const run = (command, args) => {
  const begin = process.hrtime.bigint();
  const done = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  if (done.status !== 0 && !(command === 'grep' && done.status === 1)) throw new Error(done.stderr || `${done.error}`);
  return { ms: Number(process.hrtime.bigint() - begin) / 1e6, out: done.stdout };
};

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const files = { secrets: join(work, 'secrets'), forms: join(work, 'forms') };
try {
  writeFileSync(files.secrets, secrets.join('\n'));
  writeFileSync(files.forms, [...new Set(secrets.flatMap((s) => encodings.slice(0, 5).map((encode) => encode(s))))].join('\n'));
  const texts = [['no secrets in it', Infinity], ['a secret each 5 MB', 5e6], ['a secret each 64 kB', 6e4]];
  console.log(`${cpus().length} × ${cpus()[0].model}; ${megabytes} MB, ${count} secrets; ${rounds} rounds after one warm-up; medians`);
  for (const [what, between] of texts) {
    const text = join(work, 'text');
    writeText(text, between);
    const times = { mask: [], whole: [], lines: [], learning: [], grep: [], grepForms: [] };
    let masks = 0;
    for (let round = -1; round < rounds; round += 1) {
      const whole = run(program, [files.secrets, text]);
      const measured = JSON.parse(whole.out);
      masks = measured.masks;
      const lines = JSON.parse(run(program, [files.secrets, text, 'lines']).out);
      const grep = run('grep', ['-c', '-F', '-f', files.secrets, text]).ms;
      const grepForms = run('grep', ['-c', '-F', '-f', files.forms, text]).ms;
      if (round < 0) continue;
      times.whole.push(whole.ms);
      times.mask.push(measured.masking);
      times.learning.push(measured.learning);
      times.lines.push(lines.masking);
      times.grep.push(grep);
      times.grepForms.push(grepForms);
    }
    const rate = (name) => (megabytes * 1000) / median(times[name]);
    const ratio = (a, b) => (rate(a) / rate(b)).toFixed(2);
    console.log(`${what} (${masks} masked): mask ${rate('mask').toFixed(0)} MB/s (line by line ${rate('lines').toFixed(0)}), `
      + `secrets learnt in ${median(times.learning).toFixed(0)} ms`);
    console.log(`  whole process ${rate('whole').toFixed(0)} MB/s; grep -F with the plain secrets ${rate('grep').toFixed(0)} MB/s, ratio `
      + `${ratio('whole', 'grep')}; with five of the forms ${rate('grepForms').toFixed(0)} MB/s, ratio ${ratio('whole', 'grepForms')}`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
