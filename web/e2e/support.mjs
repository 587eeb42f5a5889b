// What the tests of the app in a real browser share: the programs they start, and the browser. SIGNET names the binary;
// SIGNET_SCREENSHOTS a folder where pictures are put for the documentation.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const signet = process.env.SIGNET ?? new URL('../../build/release/signet', import.meta.url).pathname;

/** The browser of the system; Debian's package calls it chromium. */
const browserPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Why the tests cannot run here; undefined when they can. */
export function missing() {
  if (!existsSync(signet)) return `${signet} is not built`;
  if (!browserPaths.some((path) => existsSync(path))) return 'there is no Chromium: install the package chromium';
  return undefined;
}

/** Starts a program of signet's and gives the JSON of its first line. */
async function start(words, environment = {}) {
  const child = spawn(signet, words, {
    env: { ...process.env, SIGNET_SERVER: '', ASAN_OPTIONS: 'detect_leaks=0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes) => (said += bytes));
  const ended = new Promise((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', (error) => reject(new Error(`${signet} does not start: ${error.message}`)));
  });
  const line = await Promise.race([
    new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then((code) => Promise.reject(new Error(`signet ${words[0]} ended with ${code}: ${said}`))),
  ]);
  return {
    ...JSON.parse(line),
    said: () => said,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}

/** `signet app` with a data folder of its own, or the one that is given. `demo`: with the sample workspace and its API. */
export async function startApp({ data, server, demo } = {}) {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'signet-app-')));
  const words = ['app', '--json', '--data', folder];
  if (server) words.push('--server', server);
  if (demo) words.push('--demo');
  const app = await start(words);
  return {
    ...app,
    data: folder,
    token: app.url.split('#token=')[1],
    /** Ends it and starts it again on the same data. */
    async restart(signal) {
      await app.stop(signal);
      return startApp({ data: folder, server, demo });
    },
    async end() {
      await app.stop();
      if (!data) await rm(folder, { recursive: true });
    },
  };
}

/** A mail server on this machine that keeps what it gets. */
async function startMail() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  const child = spawn(
    '/usr/bin/python3', // Debian's, which has the package python3-aiosmtpd
    ['-u', '-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Debugging', 'stdout'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let got = '';
  child.stdout.on('data', (bytes) => (got += bytes));
  return {
    port,
    /** Waits for a mail to the address that has a link, and gives that; each mail once. */
    async link(address) {
      return eventually(() => {
        const mails = got.split('---------- MESSAGE FOLLOWS ----------');
        const links = mails.map((mail) => {
          if (!mail.includes(`To: ${address}`) || !mail.includes('END MESSAGE')) return undefined;
          return mail.replaceAll(/=\r?\n/g, '').match(/https:\/\/signet\.test\/[a-z/]+#[A-Za-z0-9]{43}/)?.[0];
        });
        const at = links.findIndex(Boolean);
        if (at < 0) throw new Error(`no mail to ${address} with a link yet: ${got}`);
        mails.splice(at, 1);
        got = mails.join('---------- MESSAGE FOLLOWS ----------');
        return links[at];
      });
    },
    /** The token at the end of the next such link. */
    async token(address) {
      return (await this.link(address)).split('#')[1];
    },
    stop: () => child.kill(),
  };
}

/** Tries until it does not throw, for ten seconds. */
export async function eventually(check) {
  const end = Date.now() + 10_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** `signet serve` with its mail, for a team. */
export async function startServer() {
  const mail = await startMail();
  const data = await mkdtemp(join(tmpdir(), 'signet-server-'));
  const server = await start([
    'serve',
    '--json',
    '--listen',
    '127.0.0.1:0',
    '--data',
    data,
    '--sign-up',
    'open',
    '--smtp',
    `smtp://127.0.0.1:${mail.port}`,
    '--public-url',
    'https://signet.test',
    '--smtp-from',
    'signet@example.com',
    '--access-log',
    'none',
  ]);
  const url = `http://127.0.0.1:${server.ports[0]}`;
  const post = async (path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  return {
    url,
    mail,
    /** An account whose address is confirmed by the mail's link. */
    async signUp(person) {
      await post('/sign-up', person);
      await post('/sign-up/verify', { token: await mail.token(person.email) });
    },
    async end() {
      await server.stop();
      mail.stop();
      await rm(data, { recursive: true });
    },
  };
}

/** The demo API, over http and https. */
export async function startDemo() {
  return start(['demo-api', '--json']);
}

/** A call of the agent as its page makes them. */
export async function call(app, method, path, body) {
  const response = await fetch(`http://127.0.0.1:${app.port}${path}`, {
    method,
    headers: { Authorization: `Bearer ${app.token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

/** Makes the first workspace where there is none yet; resolves once one is open. */
export async function enterWorkspace(page) {
  const make = page.getByRole('button', { name: /my workspace|Go on as/ });
  const ready = page.getByRole('button', { name: /^Workspace:/ });
  await make.or(ready).first().waitFor();
  if (await make.isVisible()) await make.click();
  await ready.waitFor();
}

/** Puts a document of Postman's into the workspace. */
export function importDocument(app, workspace, name, document) {
  const data = Buffer.from(JSON.stringify(document)).toString('base64');
  return call(app, 'POST', `/api/v1/workspaces/${workspace}/import`, { name: `${name}.json`, data });
}

/** The code that an authenticator app shows for the key, `steps` of 30 seconds from now (RFC 6238). */
export function oneTimeCode(key, steps = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', bytes).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Puts a picture of the page into the documentation's folder, when one is wanted. */
export async function picture(page, name) {
  const folder = process.env.SIGNET_SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** What axe-core finds that is serious or worse. */
export async function seriousFaults(page) {
  // As a script of the tests', outside of the page's policy: it is no part of the app.
  const source = await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
  await page.evaluate(source);
  // What fades in or out has other colours meanwhile. Those that go on for ever, as of a spinner, are not waited for.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
        .map(({ finished }) => finished),
    ),
  );
  // But for react-aria's announcements to screen readers: for seconds they name what was pressed, which may be gone.
  const found = await page.evaluate(() => globalThis.axe.run({ exclude: ['[data-live-announcer]'] }));
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

/** Chromium, headless. `resolve`: names that it resolves to this machine; `disable`: features of it that are off. */
export async function startBrowser({ resolve = [], disable = [] } = {}) {
  return chromium.launch({
    executablePath: browserPaths.find((path) => existsSync(path)),
    args: [
      '--no-sandbox', // the tests run as root in containers, where Chromium's own sandbox cannot
      ...(disable.length ? [`--disable-features=${disable.join(',')}`] : []),
      ...(resolve.length ? [`--host-resolver-rules=${resolve.map((name) => `MAP ${name} 127.0.0.1`).join(', ')}`] : []),
    ],
  });
}
