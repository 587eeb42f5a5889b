// The sample workspace from top to bottom, as somebody sees it who tries Signet for the first time; its pictures are those
// of the documentation.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { call, missing, oneTimeCode, picture, seriousFaults, startApp, startBrowser } from './support.mjs';

const skip = missing();
let app;
let browser;
let page;
const said = [];

before(async () => {
  if (skip) return;
  app = await startApp({ demo: true });
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1360, height: 850 }, colorScheme: 'light' });
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(app.url);
});

after(async () => {
  await browser?.close();
  await app?.end();
});

const row = (name) => page.getByRole('treeitem', { name });
const responseTab = (name) => page.getByRole('tab', { name }).last();

async function open(folder, request) {
  if ((await row(request).count()) === 0) await row(folder).click();
  await row(request).click();
  await page.getByRole('tab', { name: request }).waitFor();
}

/** Sends what is shown; resolves once its answer is there. */
async function send() {
  const answered = page.waitForResponse((response) => response.url().endsWith('/agent/v1/send'));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const told = await (await answered).json();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  return told;
}

async function see(text) {
  await page.getByText(text).first().waitFor();
}

test('the sample workspace is there, and its environment is chosen', { skip }, async () => {
  await page.getByRole('button', { name: 'Workspace: Sample' }).waitFor();
  await row('Coffee shop').click();
  await page
    .getByRole('banner')
    .getByRole('button', { name: /Environment/ })
    .filter({ hasText: 'Demo API' })
    .waitFor();
});

test('a request is sent with variables, and its tests pass', { skip }, async () => {
  await open('Requests', 'Read the menu');
  await send();
  await see('200 OK');
  await responseTab(/^Tests 2 passed/).waitFor();
  await picture(page, 'app');
  assert.deepEqual(await seriousFaults(page), []);
});

test('a secret is sent, and shown nowhere', { skip }, async () => {
  await open('Secrets', 'Show my token');
  const told = await send();
  await see('200 OK');
  await responseTab(/^Tests 1 passed/).waitFor();
  assert.ok(!JSON.stringify(told).includes('opens-nothing'));
  assert.ok(!(await page.content()).includes('opens-nothing'));
});

test('authentication comes from the folder', { skip }, async () => {
  await open('Secrets', 'Sign in');
  await send();
  await responseTab(/^Tests 1 passed/).waitFor();
});

test('what a script keeps is there for the next request', { skip }, async () => {
  await open('Scripts', 'Remember a number');
  await send();
  await responseTab(/^Tests 1 passed/).waitFor();
  await open('Scripts', 'Use it again');
  await send();
  await responseTab(/^Tests 1 passed/).waitFor();
});

test('the panel TLS shows what was agreed', { skip }, async () => {
  await open('TLS', 'TLS 1.2 with one suite');
  await send();
  await see('200 OK');
  await responseTab('TLS').click();
  await see('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256');
  await see('CN=localhost');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'app-tls-dark');
  assert.deepEqual(await seriousFaults(page), []);
  await page.emulateMedia({ colorScheme: 'light' });
});

test('a page is shown in a frame that can run nothing', { skip }, async () => {
  await open('Responses', 'A page');
  await send();
  await see('200 OK');
  await responseTab(/^Body/).click();
  await page.getByText('Preview', { exact: true }).click();
  const frame = page.locator('iframe');
  await frame.waitFor();
  assert.equal(await frame.getAttribute('sandbox'), '');
});

test('a visualizer makes a chart of the response', { skip }, async () => {
  await open('Responses', 'A chart');
  await send();
  await responseTab('Visualizer').click();
  await page.frameLocator('iframe[title="Visualizer"]').getByText('In all: 218').waitFor();
  await picture(page, 'app-visualizer');
  assert.deepEqual(await seriousFaults(page), []);
});

test('redirects, cookies and failures have their places', { skip }, async () => {
  await open('Responses', 'Three redirects');
  await send();
  await responseTab('Timeline').click();
  await see('/redirect/2');
  await open('Responses', 'A cookie');
  await send();
  await responseTab(/^Cookies/).click();
  await see('basket');
  await open('Responses', 'A failure');
  await send();
  await see('404 Not Found');
});

test('the environment hides its secrets', { skip }, async () => {
  await page
    .getByRole('list', { name: 'Environments' })
    .getByRole('button', { name: /Demo API/ })
    .first()
    .click();
  await page.getByLabel('Value of baseUrl', { exact: true }).waitFor();
  assert.ok(!(await page.content()).includes('opens-nothing'));
  await picture(page, 'app-environment');
  assert.deepEqual(await seriousFaults(page), []);
});

test('the documentation shows a collection as a whole', { skip }, async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Documentation of Coffee shop');
  await page.getByRole('option', { name: 'Documentation of Coffee shop' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('tree', { name: 'Folders and requests' }).getByText('Order coffee').click();
  const order = page.getByRole('article', { name: 'Order coffee', exact: true });
  await order.getByRole('heading', { name: 'Code' }).waitFor();
  await picture(page, 'app-documentation');
  assert.deepEqual(await seriousFaults(page), []);
  await page.keyboard.press('Alt+w');
});

test('the palette finds everything', { skip }, async () => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('order');
  await page.getByRole('option', { name: /Order coffee/ }).waitFor();
  await picture(page, 'app-palette');
  assert.deepEqual(await seriousFaults(page), []);
  await page.keyboard.press('Escape');
});

test('work is there again when the agent was killed', { skip }, async () => {
  await open('Requests', 'Order coffee');
  await page.getByRole('textbox', { name: 'URL' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type('?from=draft');
  await page.getByRole('tab', { name: /Order coffee.*not saved/ }).waitFor();
  app = await app.restart('SIGKILL');
  await page.goto(app.url);
  // At the same port, as drafts are kept by the browser for the address with its port.
  await page.getByRole('tab', { name: /Order coffee.*not saved/ }).waitFor();
  assert.match(await page.getByRole('textbox', { name: 'URL' }).innerText(), /from=draft/);
});

test('with a second factor the page asks for a code', { skip }, async () => {
  const { password } = JSON.parse(await readFile(join(app.data, 'local-account.json'), 'utf8'));
  await call(app, 'POST', '/api/v1/password/confirm', { password });
  const { key } = await call(app, 'POST', '/api/v1/account/two-factor');
  await call(app, 'POST', '/api/v1/account/two-factor/confirm', { code: oneTimeCode(key) });
  await call(app, 'POST', '/agent/v1/sign-out');
  await page.reload();
  await page.getByRole('button', { name: /as this machine/ }).click();
  const code = page.getByRole('textbox', { name: 'Code' });
  await code.waitFor();
  await code.fill(oneTimeCode(key, 1));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Workspace: Sample' }).waitFor();
});

test('the page broke no rule of its own policy on the way', { skip }, () => {
  assert.deepEqual(
    said.filter((text) => !/401|ERR_CONNECTION|Failed to load resource/.test(text)),
    [],
  );
});
