#!/usr/bin/env node
// Requests per second over TLS: Signet's HTTP client against a bare libcurl loop with the same settings, on nginx on
// loopback; connections kept, and a new one for every request. Runs are interleaved; medians and ratios are printed.
//   cmake --preset bench && cmake --build --preset bench --target benchmarks && bench/tls/run.mjs [--rounds 9]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const rounds = Number(option('rounds', 9));
const build = resolve(option('build', join(root, 'build/bench')));
const programs = { signet: join(build, 'tls_http_client'), libcurl: join(build, 'tls_loop') };
const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path));
if (!nginx) {
  console.log('skipped: nginx is not installed (apt install nginx-light)');
  process.exit(0);
}

const work = mkdtempSync(join(tmpdir(), 'signet-bench-tls-'));
const run = (command, args) => {
  const done = spawnSync(command, args, { encoding: 'utf8', cwd: work });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr || done.error}`);
};
const freePort = () => new Promise((found) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => found(port));
  });
});

async function startNginx() {
  run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem',
    '-out', 'ca.pem', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']);
  const port = await freePort();
  writeFileSync(join(work, 'nginx.conf'), `daemon off; pid ${work}/pid; error_log ${work}/error.log; worker_processes 1;
events { worker_connections 256; }
http { access_log off; keepalive_requests 1000000; client_body_temp_path ${work}/b; proxy_temp_path ${work}/p;
  fastcgi_temp_path ${work}/f; uwsgi_temp_path ${work}/u; scgi_temp_path ${work}/s;
  server { listen 127.0.0.1:${port} ssl; ssl_certificate ${work}/ca.pem; ssl_certificate_key ${work}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off; ssl_session_tickets off;
    location / { return 200 '{"ok":true}'; } } }
`);
  const child = spawn(nginx, ['-c', join(work, 'nginx.conf')], { stdio: 'ignore' });
  const url = `https://localhost:${port}/`;
  for (;;) {
    if (spawnSync('curl', ['-sf', '--cacert', join(work, 'ca.pem'), url]).status === 0) return { child, url };
    if (child.exitCode !== null) throw new Error('nginx did not start');
    await new Promise((wait) => setTimeout(wait, 20));
  }
}

function time(program, args) {
  const begin = process.hrtime.bigint();
  run(program, args);
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const { child, url } = await startNginx();
try {
  console.log(`${cpus().length} × ${cpus()[0].model}, ${rounds} interleaved rounds after one warm-up; medians`);
  for (const protocol of ['tls1.3', 'tls1.2']) {
    for (const [connections, count] of [['keep', 40000], ['close', 3000]]) {
      const times = { signet: [], libcurl: [] };
      for (let round = -1; round < rounds; round += 1) {
        // Who goes first changes, so that neither has the warmer machine.
        const order = round % 2 === 0 ? ['signet', 'libcurl'] : ['libcurl', 'signet'];
        for (const name of order) {
          const ms = time(programs[name], [url, String(count), connections, join(work, 'ca.pem'), protocol]);
          if (round >= 0) times[name].push(ms);
        }
      }
      const rate = (name) => Math.round((count / median(times[name])) * 1000);
      console.log(`${protocol}, ${connections === 'keep' ? 'connection kept' : 'new connection each'}: signet ${rate('signet')}/s, `
        + `libcurl loop ${rate('libcurl')}/s, ratio ${(rate('signet') / rate('libcurl')).toFixed(3)}`);
    }
  }
} finally {
  child.kill();
  rmSync(work, { recursive: true, force: true });
}
