// What a foreign page can do to the agent from the same browser: nothing.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { missing, startApp, startBrowser } from './support.mjs';

const skip = missing();
let app;
let browser;
let foreign;

/** A page of another origin on this very machine, which the policy of none restricts. */
async function startForeign() {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>foreign</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

before(async () => {
  if (skip) return;
  app = await startApp();
  // Newer browsers keep foreign pages from this machine by themselves; the agent must not need that.
  browser = await startBrowser({
    resolve: ['rebound.example', 'foreign.example'],
    disable: ['LocalNetworkAccessChecks', 'LocalNetworkAccessForWorkers', 'LocalNetworkAccessChecksWebSockets'],
  });
  foreign = await startForeign();
});

after(async () => {
  await browser?.close();
  foreign?.close();
  await app?.end();
});

async function onForeignPage() {
  const page = await browser.newPage();
  await page.goto(`http://foreign.example:${foreign.address().port}/`);
  return page;
}

test('a name that resolves to this machine gets no page and no answer', { skip }, async () => {
  const page = await browser.newPage();
  const response = await page.goto(`http://rebound.example:${app.port}/`);
  assert.equal(response.status(), 421);
  // The attacker's page, which came before its name was turned to this machine: the browser lets it read every answer.
  await page.route(`http://rebound.example:${app.port}/page`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>attack</title>' }),
  );
  await page.goto(`http://rebound.example:${app.port}/page`);
  const status = await page.evaluate(async (token) => {
    const answer = await fetch('/agent/v1/status', { headers: { Authorization: `Bearer ${token}` } });
    return answer.status;
  }, app.token);
  assert.equal(status, 421);
  await page.close();
});

test('a foreign page cannot call the agent, even with its token', { skip }, async () => {
  const page = await onForeignPage();
  for (const path of ['/agent/v1/status', '/api/v1/account', '/']) {
    const outcome = await page.evaluate(
      async ([url, token]) => {
        const seen = [];
        for (const init of [{}, { headers: { Authorization: `Bearer ${token}` } }, { mode: 'no-cors' }]) {
          try {
            const answer = await fetch(url, init);
            seen.push(answer.type === 'opaque' ? 'nothing to read' : answer.status);
          } catch {
            seen.push('refused');
          }
        }
        return seen;
      },
      [`http://127.0.0.1:${app.port}${path}`, app.token],
    );
    for (const one of outcome) assert.ok(['refused', 'nothing to read'].includes(one), `${path}: ${outcome}`);
  }
  await page.close();
});

test('a foreign page cannot open a WebSocket to the agent', { skip }, async () => {
  const page = await onForeignPage();
  const outcome = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('refused');
      }),
    `ws://127.0.0.1:${app.port}/api/v1/account`,
  );
  assert.equal(outcome, 'refused');
  await page.close();
});

test('a foreign form changes nothing', { skip }, async () => {
  const page = await onForeignPage();
  const answered = page.waitForResponse((response) => response.url().includes('/agent/v1/sign-out'));
  await page.evaluate((url) => {
    const form = document.createElement('form');
    form.method = 'post';
    form.action = url;
    form.enctype = 'text/plain';
    document.body.append(form);
    form.submit();
  }, `http://127.0.0.1:${app.port}/agent/v1/sign-out`);
  assert.equal((await answered).status(), 403);
  const status = await fetch(`http://127.0.0.1:${app.port}/agent/v1/status`, {
    headers: { Authorization: `Bearer ${app.token}` },
  });
  assert.notEqual((await status.json()).account, null, 'its user is still signed in');
  await page.close();
});

test('a foreign page cannot show the app in a frame or hold on to its window', { skip }, async () => {
  const page = await onForeignPage();
  const url = `http://127.0.0.1:${app.port}/`;
  await page.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.src = address;
    document.body.append(frame);
  }, url);
  await page.waitForFunction(() => document.querySelector('iframe').contentDocument === null);
  const framed = page.frames().find((frame) => frame !== page.mainFrame());
  assert.notEqual(framed.url(), url, 'the browser shows its error page in its place');
  const opened = page.context().waitForEvent('page');
  await page.evaluate((address) => void (globalThis.held = open(address)), url);
  await (await opened).waitForLoadState();
  assert.equal(await page.evaluate(() => globalThis.held.closed), true, 'cut off by Cross-Origin-Opener-Policy');
  await page.close();
});

test('the page asks no other host for anything', { skip }, async () => {
  const page = await browser.newPage();
  const asked = new Set();
  page.on('request', (request) => asked.add(new URL(request.url()).host));
  await page.goto(app.url);
  await page.waitForLoadState('networkidle');
  assert.deepEqual([...asked], [`127.0.0.1:${app.port}`]);
  await page.close();
});
