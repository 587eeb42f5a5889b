// signet run against a real provider: every grant, and what is shown of it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startProvider } from './provider.mjs';

const signet = process.env.SIGNET;
let provider;
let folder;

before(async () => {
  provider = await startProvider();
  folder = mkdtempSync(join(tmpdir(), 'signet-oauth2-'));
  const opener = join(folder, 'xdg-open');
  const browser = fileURLToPath(new URL('browser.mjs', import.meta.url));
  writeFileSync(opener, `#!/bin/sh\nexec "${process.execPath}" "${browser}" "$1"\n`);
  chmodSync(opener, 0o755);
});

after(async () => {
  await provider.stop();
  rmSync(folder, { recursive: true });
});

function quote(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Runs requests of one configuration; with `terminal` under a pseudo-terminal, so that somebody seems to be there. */
async function run(auth, { requests = 1, terminal = false } = {}) {
  provider.asked.length = 0;
  const item = { name: 'api', request: `${provider.url}/api` };
  const collection = {
    info: { name: 'c', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    auth: { type: 'oauth2', oauth2: Object.entries(auth).map(([key, value]) => ({ key, value })) },
    item: Array(requests).fill(item),
  };
  const file = join(folder, 'collection.json');
  const report = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(collection));
  const words = [signet, 'run', file, '--reporters', 'cli,json', '--reporter-json-export', report];
  const { CI, ...environment } = process.env;
  const env = { ...environment, PATH: folder + delimiter + process.env.PATH, NO_PROXY: '127.0.0.1' };
  const child = terminal
    ? spawn('script', ['-qefc', words.map(quote).join(' '), '/dev/null'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn(words[0], words.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
  await new Promise((done) => child.on('close', done));
  said = said.replace(/\s+(│ warn\s+)?/g, ' '); // the console wraps its lines
  const text = readFileSync(report, 'utf8');
  const executions = JSON.parse(text).run.executions;
  return { said, report: text, codes: executions.map((e) => e.response?.code), asked: [...provider.asked] };
}

const endpoints = () => ({ accessTokenUrl: `${provider.url}/token`, authUrl: `${provider.url}/auth` });

for (const [name, client] of Object.entries({
  'in the header': { clientId: 'machine', clientSecret: 'machine-secret-1' },
  'in the body': { clientId: 'machine-body', clientSecret: 'machine-secret-2', client_authentication: 'body' },
  'in the header, encoded': { clientId: 'machine:odd', clientSecret: 'p%2B+: &' },
})) {
  test(`client credentials ${name} get one token for the run`, async () => {
    const { codes, asked, said, report } = await run({ grant_type: 'client_credentials', ...endpoints(), ...client }, { requests: 2 });
    assert.deepEqual(codes, [200, 200], said);
    assert.deepEqual(asked, ['client_credentials']);
    assert.ok(!report.includes(client.clientSecret) && !said.includes(client.clientSecret));
    assert.match(report, /Bearer ••••/);
  });
}

test('a wrong secret is told with what to change', async () => {
  const { codes, said } = await run({ grant_type: 'client_credentials', ...endpoints(), clientId: 'machine', clientSecret: 'wrong' });
  assert.deepEqual(codes, [401]);
  assert.match(said, /refused: invalid_client \(client authentication failed\)/);
  assert.match(said, /check clientId and clientSecret/);
});

test('authorization code with PKCE signs in through the browser, and refreshes', async () => {
  const { codes, asked, said, report } = await run(
    { grant_type: 'authorization_code_with_pkce', ...endpoints(), clientId: 'app', scope: 'openid', redirect_uri: 'http://127.0.0.1/callback' },
    { requests: 3, terminal: true },
  );
  assert.deepEqual(codes, [200, 200, 200], said);
  assert.deepEqual(asked, ['authorization_code', 'refresh_token', 'refresh_token']);
  assert.match(said, /To sign in, open this address in a browser/);
  assert.doesNotMatch(report, /Bearer [A-Za-z0-9_-]{20}/);
});

test('device code signs in on another screen, and refreshes', async () => {
  const { codes, asked, said } = await run(
    { grant_type: 'device_code', ...endpoints(), deviceAuthorizationUrl: `${provider.url}/device/auth`, clientId: 'television', scope: 'openid' },
    { requests: 2, terminal: true },
  );
  assert.deepEqual(codes, [200, 200], said);
  assert.equal(asked.at(-2), 'urn:ietf:params:oauth:grant-type:device_code');
  assert.equal(asked.at(-1), 'refresh_token');
  assert.match(said, /enter the code [A-Z]{4}-[A-Z]{4}/);
});

test('without a terminal nobody is asked, and the request goes unsigned', async () => {
  const { codes, asked, said } = await run({ grant_type: 'authorization_code', ...endpoints(), clientId: 'app' });
  assert.deepEqual(codes, [401]);
  assert.deepEqual(asked, []);
  assert.match(said, /nobody to ask/);
});
