// From a {{name}} to where its variable is written, and values in the open that look like secrets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, enterWorkspace, importDocument, missing, seriousFaults, startApp, startBrowser } from './support.mjs';

const skip = missing();
let app;
let browser;
let page;

const collection = {
  info: { name: 'Shop', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  variable: [{ key: 'shelf', value: 'a' }],
  item: [{ name: 'List orders', request: { method: 'GET', header: [], url: { raw: '{{baseUrl}}/{{shelf}}' } } }],
};
const environment = {
  name: 'Staging',
  values: [
    { key: 'page', value: '1', type: 'default', enabled: true },
    { key: 'baseUrl', value: 'http://127.0.0.1:9', type: 'default', enabled: true },
    { key: 'github', value: 'ghp_a1B2c3D4e5F6g7H8i9J0', type: 'default', enabled: true },
  ],
};

before(async () => {
  if (skip) return;
  app = await startApp();
  browser = await startBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(app.url);
  await enterWorkspace(page);
  const { id } = (await call(app, 'GET', '/api/v1/workspaces')).workspaces[0];
  for (const [name, value] of Object.entries({ shop: collection, staging: environment })) {
    await importDocument(app, id, name, value);
  }
  await page.getByRole('treeitem', { name: 'Shop' }).waitFor();
});

after(async () => {
  await browser?.close();
  await app?.end();
});

async function openRequest() {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('List orders');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'URL' }).waitFor();
}

const focused = (label) => page.locator(`input[aria-label="${label}"]:focus`).waitFor();

test('F12 on a name goes to its row in the environment', { skip }, async () => {
  await openRequest();
  await page.locator('.variable-known', { hasText: 'baseUrl' }).first().waitFor();
  await page.getByRole('textbox', { name: 'URL' }).click();
  await page.keyboard.press('Home');
  await page.keyboard.press('F12');
  await focused('Name of baseUrl');
});

test('a click with Ctrl goes to the variables of the collection', { skip }, async () => {
  await openRequest();
  await page
    .locator('.variable-known', { hasText: 'shelf' })
    .first()
    .click({ modifiers: ['Control'] });
  await focused('Name of shelf');
});

test('the card of a name has a button that goes there', { skip }, async () => {
  await openRequest();
  await page.locator('.variable-known', { hasText: 'baseUrl' }).first().hover();
  await page.getByRole('button', { name: 'Go to it' }).click();
  await focused('Name of baseUrl');
});

test('a value that looks like a secret becomes one by a click, and visible again by its type', { skip }, async () => {
  assert.deepEqual(await seriousFaults(page), []);
  const hint = page.getByRole('button', { name: 'Make it secret: github' });
  await hint.click();
  await page.locator('input[type=password][aria-label="Value of github"]').waitFor();
  await hint.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /Type of github/ }).click();
  await page.getByRole('option', { name: 'Default' }).click();
  await hint.waitFor();
});
