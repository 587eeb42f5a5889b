#!/usr/bin/env node
// Times `signet run` against newman, a bare libcurl loop and hurl, in one run on one machine, and prints medians and
// ratios. Runs are interleaved (A B C A B C ...), so that a drift of the machine's speed hits all alike.
//   bench/run/run.mjs [--signet build/release/signet] [--newman DIR] [--hurl FILE] [--rounds 7] [--only NAME] [--json FILE]
// Peers come from bench/run/peers.sh; one that is missing is skipped with a printed reason.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const signet = resolve(option('signet', join(root, 'build/release/signet')));
const newman = join(resolve(option('newman', join(root, 'build/peers'))), 'node_modules/newman/bin/newman.js');
const hurl = resolve(option('hurl', join(root, 'build/peers/bin/hurl')));
const loop = join(root, 'build/peers/libcurl_loop');
const rounds = Number(option('rounds', 7));
const only = option('only', '');
const work = mkdtempSync(join(tmpdir(), 'signet-bench-'));

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Sum over the process tree of each process's peak resident memory, in kB, as last seen. */
function watchMemory(pid) {
  const peaks = new Map();
  const look = (p) => {
    try {
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${p}/status`, 'utf8'));
      if (peak) peaks.set(p, Number(peak[1]));
      for (const task of readdirSync(`/proc/${p}/task`)) {
        const children = readFileSync(`/proc/${p}/task/${task}/children`, 'utf8').trim();
        if (children) children.split(' ').forEach((child) => look(Number(child)));
      }
    } catch {
      // the process has ended
    }
  };
  const timer = setInterval(() => look(pid), 5);
  return () => {
    clearInterval(timer);
    return [...peaks.values()].reduce((sum, kb) => sum + kb, 0);
  };
}

/** Runs a command; gives wall milliseconds and peak kB (memory only when asked: watching costs time). */
function measure([command, ...args], { memory = false } = {}) {
  return new Promise((done, fail) => {
    const begin = process.hrtime.bigint();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: work });
    const peak = memory ? watchMemory(child.pid) : () => 0;
    let said = '';
    child.stderr.on('data', (d) => (said += d));
    child.on('error', fail);
    child.on('close', (code) => {
      const ms = Number(process.hrtime.bigint() - begin) / 1e6;
      if (code !== 0) fail(new Error(`${command} ${args.join(' ')} ended with ${code}: ${said.slice(0, 400)}`));
      else done({ ms, kb: peak() });
    });
  });
}

function collection(name, items) {
  const file = join(work, `${name}.json`);
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  writeFileSync(file, JSON.stringify({ info: { name, schema }, item: items }));
  return file;
}

const tests = [
  "pm.test('status is 200', () => pm.response.to.have.status(200));",
  "pm.test('body', () => pm.expect(pm.response.json().args.a).to.equal('1'));",
];

function cases(base) {
  const url = `${base}/get?a=1`;
  const one = collection('one', [
    { name: 'one', request: url, event: [{ listen: 'test', script: { exec: tests.slice(0, 1) } }] },
  ]);
  const many = collection('many', [{ name: 'many', request: url, event: [{ listen: 'test', script: { exec: tests } }] }]);
  const scripts = collection('scripts', [
    {
      name: 'scripts',
      request: url,
      event: [
        {
          listen: 'prerequest',
          script: {
            exec: [
              "const n = Number(pm.environment.get('n') || 0) + 1;",
              "pm.environment.set('n', n);",
              "const list = JSON.parse('[' + '1,'.repeat(200) + '1]');",
              "pm.test('sum', () => pm.expect(list.reduce((a, b) => a + b, 0)).to.equal(201));",
              'pm.execution.skipRequest();',
            ],
          },
        },
      ],
    },
  ]);
  const hurlFile = join(work, 'many.hurl');
  writeFileSync(hurlFile, `GET ${url}\nHTTP 200\n[Asserts]\njsonpath "$.args.a" == "1"\n`);
  const hurlOne = join(work, 'one.hurl');
  writeFileSync(hurlOne, `GET ${url}\nHTTP 200\n`);
  const with_ = (file, n) => ({
    signet: [signet, 'run', file, '-n', String(n), '--silent'],
    newman: [process.execPath, newman, 'run', file, '-n', String(n), '--silent'],
  });
  return [
    { name: 'whole process, 1 request with 1 test', count: 1, run: { ...with_(one, 1), hurl: [hurl, hurlOne], 'libcurl loop': [loop, url, '1'] } },
    { name: '1,000 requests with tests', count: 1000, run: { ...with_(many, 1000), hurl: [hurl, '--repeat', '1000', hurlFile], 'libcurl loop': [loop, url, '1000'] } },
    { name: '1,000 scripts, no request', count: 1000, run: with_(scripts, 1000) },
  ];
}

function available(peer) {
  const needed = { newman, hurl, 'libcurl loop': loop, signet }[peer];
  return existsSync(needed);
}

function startApi() {
  return new Promise((done, fail) => {
    const child = spawn(signet, ['demo-api', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', (d) => done({ child, base: `http://127.0.0.1:${JSON.parse(d.toString()).http}` }));
    child.once('error', fail);
  });
}

function print(test, results, memory) {
  console.log(`\n${test.name}`);
  const own = median(results.signet);
  for (const [peer, times] of Object.entries(results)) {
    const ms = median(times);
    const rate = test.count > 1 ? `${Math.round((test.count / ms) * 1000).toLocaleString('en')}/s` : '';
    const ratio = peer === 'signet' ? '' : `signet takes ${(own / ms).toFixed(3)} of it, is ${(ms / own).toFixed(2)} x as fast`;
    const mb = memory[peer] ? `${(memory[peer] / 1024).toFixed(1)} MB` : '';
    const range = `${Math.min(...times).toFixed(1)}–${Math.max(...times).toFixed(1)}`;
    console.log(`  ${peer.padEnd(13)} ${ms.toFixed(1).padStart(9)} ms  (${range})  ${rate.padStart(9)}  ${mb.padStart(9)}  ${ratio}`);
  }
}

const cpu = cpus();
console.log(`${cpu.length} × ${cpu[0].model}, ${rounds} interleaved rounds after one warm-up; medians`);
console.log(spawnSync(signet, ['--version']).stdout.toString().trim() && `signet ${spawnSync(signet, ['--version']).stdout.toString().trim()}`);
for (const peer of ['newman', 'hurl', 'libcurl loop']) {
  if (!available(peer)) console.log(`skipped: ${peer} is not installed; run bench/run/peers.sh`);
}
const api = await startApi();
const all = {};
try {
  for (const test of cases(api.base).filter((t) => t.name.includes(only))) {
    const peers = Object.entries(test.run).filter(([peer]) => available(peer));
    const results = Object.fromEntries(peers.map(([peer]) => [peer, []]));
    const memory = {};
    for (const [peer, command] of peers) memory[peer] = (await measure(command, { memory: true })).kb; // the warm-up
    for (let round = 0; round < rounds; round++) {
      for (const [peer, command] of peers) results[peer].push((await measure(command)).ms);
    }
    print(test, results, memory);
    all[test.name] = { results, memory };
  }
} finally {
  api.child.kill();
  rmSync(work, { recursive: true, force: true });
}
const json = option('json');
if (json) writeFileSync(json, JSON.stringify(all, null, 1));
