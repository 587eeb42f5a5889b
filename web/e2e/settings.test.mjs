// The settings of the app, cookies, and the console, as a person uses them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  call,
  enterWorkspace,
  eventually,
  missing,
  picture,
  seriousFaults,
  startApp,
  startBrowser,
  startDemo,
} from './support.mjs';

const skip = missing();
let app;
let browser;
let demo;
let page;

before(async () => {
  if (skip) return;
  demo = await startDemo();
  app = await startApp();
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(app.url);
  await enterWorkspace(page);
});

after(async () => {
  await browser?.close();
  await app?.end();
  await demo?.stop();
});

const part = (name) => page.getByRole('tablist', { name: 'Parts of the settings' }).getByRole('tab', { name });
const choose = async (label, option) => {
  await page.getByRole('button', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
};
const settings = () => call(app, 'GET', '/agent/v1/settings');

/** Once what fades in and out has done so. */
async function isAccessible() {
  await eventually(async () => assert.deepEqual(await seriousFaults(page), []));
}

async function send(path) {
  await page.keyboard.press('Alt+n');
  await page.getByRole('textbox', { name: 'URL' }).click();
  await page.keyboard.type(`http://127.0.0.1:${demo.http}${path}`);
  await page.keyboard.press('Control+Enter');
}

test('the console shows what was sent, filters it, and unfolds its headers', { skip }, async () => {
  await page.keyboard.press('Control+Alt+c');
  const panel = page.getByRole('region', { name: 'Console', exact: true });
  await panel.getByText('Send a request').waitFor();
  await send('/cookies/set?flavour=plum');
  const line = panel.getByRole('button', { name: /^Headers of GET/ });
  await line.click();
  await panel.getByText('Request headers').waitFor();
  await isAccessible();
  await picture(page, 'app-console');
  await panel.getByRole('textbox', { name: 'Filter the console' }).fill('nothing like it');
  await panel.getByText('Nothing of that kind.').waitFor();
  await panel.getByRole('textbox', { name: 'Filter the console' }).fill('');
  await panel.getByRole('button', { name: 'Clear the console' }).click();
  await line.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Console', exact: true }).click();
  await panel.waitFor({ state: 'detached' });
});

test('the text is as large as one wants it, also after a reload', { skip }, async () => {
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
  await choose(/Text size/, '125 %');
  const zoom = () => page.evaluate(() => globalThis.getComputedStyle(document.documentElement).zoom);
  assert.equal(await zoom(), '1.25');
  await page.reload();
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
  assert.equal(await zoom(), '1.25');
  await page.getByRole('button', { name: 'Console', exact: true }).waitFor();
  await picture(page, 'app-settings-large');
  await choose(/Text size/, '100 %');
});

test('a proxy is used once it is saved, and refused when it is none', { skip }, async () => {
  await part('Network').click();
  await choose(/Proxy/, /This one/);
  const address = page.getByRole('textbox', { name: 'Address of the proxy' });
  await address.fill('proxy');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('this is not the address of a proxy').waitFor();
  await address.fill('http://127.0.0.1:9');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(async () => assert.equal((await settings()).proxy_url, 'http://127.0.0.1:9'));
  await isAccessible();
  await picture(page, 'app-settings');
  await choose(/Proxy/, 'None');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(async () => assert.equal((await settings()).proxy_mode, 'off'));
});

test('a proxy gets its user and password, which are shown nowhere', { skip }, async () => {
  const asked = [];
  const proxy = createHttpServer((request, response) => {
    asked.push(request.headers['proxy-authorization']);
    response.writeHead(asked.at(-1) ? 200 : 407).end();
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  await choose(/Proxy/, /This one/);
  await page.getByRole('textbox', { name: 'Address of the proxy' }).fill(`http://127.0.0.1:${proxy.address().port}`);
  await page.getByRole('textbox', { name: 'Hosts without proxy' }).fill('');
  await page.getByRole('textbox', { name: 'Address to ask for' }).fill('http://nowhere.invalid/');
  const attempt = page.getByRole('button', { name: 'Try', exact: true });
  await attempt.click();
  await page.getByText(/^407 .* through the proxy$/).waitFor();
  await page.getByRole('textbox', { name: 'User', exact: true }).fill('me');
  await page.getByLabel('Password').fill('opens-nothing');
  await attempt.click();
  await page.getByText(/^200 OK after \d+ ms, through the proxy$/).waitFor();
  assert.equal(asked.at(-1), `Basic ${Buffer.from('me:opens-nothing').toString('base64')}`);
  await isAccessible();
  await picture(page, 'app-settings-proxy');

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(async () => assert.equal((await settings()).has_proxy_password, true));
  assert.ok(!JSON.stringify(await settings()).includes('opens-nothing'));
  await page.reload();
  await part('Network').click();
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  await attempt.isDisabled();
  await page.getByRole('textbox', { name: 'Address to ask for' }).fill('http://nowhere.invalid/');
  await attempt.click();
  await page.getByText(/^200 OK/).waitFor();
  proxy.close();
  await attempt.click();
  await page.getByText('check that the proxy runs').waitFor();
  await choose(/Proxy/, 'None');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(async () => assert.equal((await settings()).proxy_mode, 'off'));
});

test('a client certificate is shown to its host alone', { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signet-certificates-'));
  const file = (name) => join(folder, name);
  for (const [name, ...more] of [
    ['server', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ['client', '-passout', 'pass:opens-nothing'],
  ]) {
    const plain = name === 'server' ? ['-nodes'] : [];
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-days', '2', ...plain];
    const to = ['-subj', `/CN=${name}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)];
    execFileSync('openssl', [...made, ...to, ...more], { stdio: 'ignore' });
  }
  const [key, cert, ca] = await Promise.all(
    ['server.key', 'server.pem', 'client.pem'].map((one) => readFile(file(one))),
  );
  const server = createTlsServer(
    { key, cert, ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      response.end(`seen: ${request.socket.getPeerCertificate().subject?.CN ?? 'nobody'}`);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();

  await part('TLS and certificates').click();
  await page.getByRole('textbox', { name: 'Further authorities' }).fill(`${cert}`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(async () => assert.notEqual((await settings()).authorities, ''));
  await page.getByRole('button', { name: 'Add a certificate' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a client certificate' });
  await dialog.getByRole('textbox', { name: 'Hosts' }).fill(`localhost:${port}`);
  for (const [label, name] of [
    ['Certificate', 'client.pem'],
    ['Private key', 'client.key'],
  ]) {
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: `Choose a file …: ${label}` }).click();
    await (await chooser).setFiles(file(name));
  }
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('is encrypted and no passphrase was given').waitFor();
  await dialog.getByLabel('Passphrase').fill('opens-nothing');
  await isAccessible();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(/^CN=client · issued by CN=client · EC P-256/).waitFor();
  await isAccessible();
  await picture(page, 'app-certificates');

  const answerOf = async (host) => {
    await page.keyboard.press('Alt+n');
    await page.getByRole('textbox', { name: 'URL' }).click();
    await page.keyboard.type(`https://${host}:${port}/`);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/agent/v1/send')),
      page.keyboard.press('Control+Enter'),
    ]);
    return (await answer.json()).requests[0].body.text;
  };
  assert.equal(await answerOf('localhost'), 'seen: client');
  assert.equal(await answerOf('127.0.0.1'), 'seen: nobody');

  await page.keyboard.press('Control+,');
  await part('TLS and certificates').click();
  await page.getByRole('button', { name: `Remove localhost:${port}` }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('No client certificates').waitFor();
  assert.equal(await answerOf('localhost'), 'seen: nobody');
  await page.keyboard.press('Control+,');
  server.close();
  await rm(folder, { recursive: true });
});

test('protocols are chosen, and what is no certificate is refused', { skip }, async () => {
  await part('TLS and certificates').click();
  await page.getByRole('checkbox', { name: 'TLS 1.2' }).press('Space');
  await page.getByRole('textbox', { name: 'Further authorities' }).fill('no certificate');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const panel = page.getByRole('tabpanel', { name: 'TLS and certificates' });
  await panel
    .getByRole('alert')
    .filter({ hasText: /authorities/ })
    .waitFor();
  assert.deepEqual((await settings()).protocols, []);
  await page.getByRole('textbox', { name: 'Further authorities' }).fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(async () => assert.deepEqual((await settings()).protocols, ['1.3']));
  await isAccessible();
});

test('cookies are seen, edited and cleared', { skip }, async () => {
  await part('Cookies').click();
  await page.getByRole('button', { name: 'Edit flavour' }).click();
  const value = page.getByRole('textbox', { name: 'Value' });
  assert.equal(await value.inputValue(), 'plum');
  await value.fill('pear');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const kept = () => call(app, 'GET', '/agent/v1/cookies/value?domain=127.0.0.1&path=/&name=flavour');
  assert.equal((await kept()).value, 'pear');
  await isAccessible();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('No cookies yet').waitFor();
});
