#!/usr/bin/env node
// The vault with 10, 1,000 and 100,000 entries.
//   cmake --preset bench && cmake --build --preset bench --target vault_bench && bench/vault/run.mjs
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const program = join(resolve(option('build', join(root, 'build/bench'))), 'vault_bench');

function run(command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr || done.error}`);
  return done.stdout;
}

const bench = (filter, seconds) => JSON.parse(
  run(program, [`--benchmark_filter=${filter}`, `--benchmark_min_time=${seconds}`, '--benchmark_format=json']),
).benchmarks;


console.log(`${cpus().length} × ${cpus()[0].model}`);
for (const one of bench('open_vault|read_one|write_one', 0.5)) {
  const file = one.file ? `, file of ${(one.file / 1e6).toFixed(2)} MB` : '';
  console.log(`${one.name.replace('/real_time', '')}: ${one.real_time.toFixed(3)} ${one.time_unit}${file}`);
}
