#!/usr/bin/env node
// Sealed values: small ones a second, on one core, and AES-256-GCM in bulk beside `openssl speed -evp aes-256-gcm`, in one
// run: rounds are interleaved, medians of CPU time and ratios are printed.
//   cmake --preset bench && cmake --build --preset bench --target crypto_seal_bench && bench/crypto/run.mjs [--rounds 7]
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const rounds = Number(option('rounds', 7));
const program = join(resolve(option('build', join(root, 'build/bench'))), 'crypto_seal_bench');

function run(command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr || done.error}`);
  return done.stdout;
}

const bench = (filter, seconds) => JSON.parse(
  run(program, [`--benchmark_filter=${filter}`, `--benchmark_min_time=${seconds}`, '--benchmark_format=json']),
).benchmarks;

// The last line of `-mr` is "+F:22:aes-256-gcm:5312345678.90": bytes a second.
const openssl = (bytes, direction) => {
  const text = run('openssl', ['speed', '-mr', '-seconds', '1', '-bytes', String(bytes), ...direction, '-evp', 'aes-256-gcm']);
  return Number(text.trim().split('\n').at(-1).split(':').at(-1));
};

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const gigabytes = (value) => `${(value / 1e9).toFixed(2)} GB/s`;

console.log(`${cpus().length} × ${cpus()[0].model}, ${rounds} interleaved rounds; medians`);
for (const bytes of [16 << 10, 64 << 10, 1 << 20]) {
  const rates = {};
  const note = (name, rate) => (rates[name] ??= []).push(rate);
  for (let round = 0; round < rounds; round += 1) {
    const ours = () => {
      for (const name of ['encrypt', 'decrypt', 'seal', 'open']) {
        note(name, bench(`^${name}/${bytes}$`, 0.5)[0].bytes_per_second);
      }
    };
    const theirs = () => {
      note('openssl encrypt', openssl(bytes, []));
      note('openssl decrypt', openssl(bytes, ['-decrypt']));
    };
    // Who goes first changes, so that neither has the warmer machine.
    for (const one of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) one();
  }
  const line = (what, name, other) => console.log(`AES-256-GCM, ${bytes >> 10} KiB, ${what}: signet ${gigabytes(median(rates[name]))}, `
    + `openssl speed ${gigabytes(median(rates[other]))}, ratio ${(median(rates[name]) / median(rates[other])).toFixed(3)}`);
  line('between two buffers, encrypt', 'encrypt', 'openssl encrypt');
  line('between two buffers, decrypt', 'decrypt', 'openssl decrypt');
  line('sealed value, memory included', 'seal', 'openssl encrypt');
  line('opened into secret memory', 'open', 'openssl decrypt');
}
for (const name of ['seal', 'open']) {
  const rates = Array.from({ length: rounds }, () => bench(`^${name}/40$`, 0.5)[0].items_per_second);
  console.log(`${name} values of 40 bytes: ${Math.round(median(rates)).toLocaleString('en')} a second`);
}
