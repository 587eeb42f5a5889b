// The documentation of a collection: read, walked through by keys, exported and printed.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import {
  call,
  enterWorkspace,
  eventually,
  importDocument,
  missing,
  seriousFaults,
  startApp,
  startBrowser,
} from './support.mjs';

const skip = missing();
const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
let app;
let browser;
let page;

const shop = {
  info: { name: 'Shop', description: 'The orders of **a shop**.', schema },
  auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
  variable: [{ key: 'base', value: 'http://127.0.0.1:9' }],
  item: [
    {
      name: 'Orders',
      description: 'What was bought.',
      item: [
        {
          name: 'Place an order',
          request: {
            method: 'POST',
            description: 'Answers with the order.\n\n- at once\n- or not at all',
            url: {
              raw: '{{base}}/orders/:shop?dry=true',
              host: ['{{base}}'],
              path: ['orders', ':shop'],
              query: [
                { key: 'dry', value: 'true', description: 'Only try' },
                { key: 'trace', value: '1', description: 'Tell more', disabled: true },
              ],
              variable: [{ key: 'shop', value: '7', description: 'Which shop' }],
            },
            header: [{ key: 'X-Api-Key', value: 'not-to-be-shown', description: 'Who asks' }],
            body: { mode: 'raw', raw: '{"tea": 2}', options: { raw: { language: 'json' } } },
          },
          response: [
            {
              name: 'Placed',
              code: 201,
              status: 'Created',
              header: [{ key: 'Content-Type', value: 'application/json' }],
              body: '{"id": 1}',
              originalRequest: { method: 'POST', url: { raw: '{{base}}/orders/8' }, header: [] },
            },
            { name: 'Sold out', code: 409, status: 'Conflict', header: [], body: 'no tea' },
          ],
        },
      ],
    },
    ...Array.from({ length: 12 }, (_, i) => ({
      name: `Look ${i}`,
      request: { method: 'GET', url: { raw: `{{base}}/look/${i}` }, description: 'Looks.\n\n'.repeat(6) },
    })),
  ],
};

const large = {
  info: { name: 'Large', schema },
  item: Array.from({ length: 100 }, (_, folder) => ({
    name: `Folder ${folder}`,
    item: Array.from({ length: 100 }, (__, i) => ({
      name: `Request ${folder}.${i}`,
      request: { method: 'GET', url: { raw: `http://127.0.0.1:9/${folder}/${i}` } },
    })),
  })),
};

before(async () => {
  if (skip) return;
  app = await startApp();
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1360, height: 820 }, acceptDownloads: true });
  page.setDefaultTimeout(15_000);
  // What the browser would ask a person; here it only tells that it was asked.
  await page.addInitScript(() => (globalThis.print = () => (globalThis.wasPrinted = true)));
  await page.goto(app.url);
  await enterWorkspace(page);
  const { id } = (await call(app, 'GET', '/api/v1/workspaces')).workspaces[0];
  await importDocument(app, id, 'shop', shop);
  await importDocument(app, id, 'large', large);
});

after(async () => {
  await browser?.close();
  await app?.end();
});

const text = () => page.getByRole('region', { name: 'Text of the documentation' });
const section = (name) => text().getByRole('article', { name, exact: true });
const outline = () => page.getByRole('tree', { name: 'Folders and requests' });
const current = () => outline().locator('[aria-current=location]');

test('it is opened from the menu of a collection, and says all of a request', { skip }, async () => {
  await page.getByRole('treeitem', { name: 'Shop' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Documentation' }).click();
  await section('Shop').getByText('a shop').waitFor();
  await section('Orders').getByText('What was bought.').waitFor();
  const order = section('Place an order');
  await order.getByRole('listitem').filter({ hasText: 'or not at all' }).waitFor();
  await order.locator('.doc-address .variable-known').filter({ hasText: '{{base}}' }).first().waitFor();
  await order.getByRole('table', { name: 'Path variables' }).getByText('Which shop').waitFor();
  await order.getByRole('row', { name: /trace/ }).getByText('Optional').waitFor();
  await order.getByText('Bearer token').waitFor();
  await order.getByText(', from Shop').waitFor();
  await order.getByLabel('Body', { exact: true }).locator('.tok-propertyName').waitFor();
  assert.equal(await text().getByText('not-to-be-shown').count(), 0, 'a secret in a header is masked');
  assert.deepEqual(await seriousFaults(page), []);
});

test('examples are looked at one by one, with what was asked', { skip }, async () => {
  const order = section('Place an order');
  await order.getByText('201 Created', { exact: true }).waitFor();
  await order.getByText('Request', { exact: true }).click();
  await order.getByText('/orders/8').waitFor();
  await order.getByText('Response', { exact: true }).click();
  await order.getByRole('button', { name: /Example/ }).click();
  await page.getByRole('option', { name: /Sold out/ }).click();
  await order.getByText('no tea').waitFor();
});

test('code is in the language that was chosen, in every section, without secrets', { skip }, async () => {
  const order = section('Place an order');
  await order.getByRole('button', { name: /Language/ }).click();
  await page.getByRole('option', { name: 'Python (requests)' }).click();
  await order.getByLabel('Code: Python (requests)').getByText('token = os.environ["TOKEN"]').waitFor();
  await section('Look 0').getByLabel('Code: Python (requests)').waitFor();
});

test('keys go through the contents, and what is read is marked there', { skip }, async () => {
  await outline().focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await section('Look 11').getByText('/look/11').first().waitFor();
  await text().focus();
  await page.keyboard.press('Home');
  await eventually(async () => assert.match(await current().textContent(), /Shop/));
  await outline().getByText('Place an order').click();
  await eventually(async () => assert.match(await current().textContent(), /Place an order/));
});

test('what is not saved is said, and not shown', { skip }, async () => {
  await section('Place an order').getByRole('button', { name: 'Open request' }).click();
  await page.getByRole('textbox', { name: 'URL' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type('&edited=1');
  await page.getByRole('tab', { name: 'Shop', exact: true }).click();
  await outline().getByText('Place an order').click();
  await section('Place an order').getByText('Edits of it are not saved').waitFor();
  assert.equal(await text().getByText('edited=1').count(), 0);
});

test('all of it is saved as one file of Markdown, without secrets', { skip }, async () => {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Markdown' }).click();
  const download = await waiting;
  assert.equal(download.suggestedFilename(), 'Shop.md');
  const markdown = await readFile(await download.path(), 'utf8');
  assert.match(markdown, /^# Shop\n/);
  assert.match(markdown, /### POST Place an order/);
  assert.match(markdown, /\| `shop` \| `7` \| Which shop \|/);
  assert.match(markdown, /## GET Look 11/);
  assert.doesNotMatch(markdown, /not-to-be-shown/);
});

test('all of it is printed, and nothing of the app around it', { skip }, async () => {
  await page.getByRole('button', { name: 'Print' }).click();
  await page.waitForFunction(() => globalThis.wasPrinted);
  await page.emulateMedia({ media: 'print' });
  const paper = page.locator('.doc-paper');
  await paper.getByText('{{base}}/look/11').first().waitFor();
  await paper.getByRole('heading', { name: 'Example: Sold out' }).waitFor();
  assert.equal(await page.getByRole('tree').count(), 0);
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => globalThis.dispatchEvent(new globalThis.Event('afterprint')));
  await outline().waitFor();
  assert.equal(await paper.count(), 0);
});

test('ten thousand requests are opened at once, and only those in sight are in the page', { skip }, async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Documentation of Large');
  await page.getByRole('option', { name: /Documentation of Large/ }).waitFor();
  const began = Date.now();
  await page.keyboard.press('Enter');
  await section('Request 0.0').getByText('/0/0').first().waitFor();
  const opened = Date.now() - began;
  assert.ok(opened < 3000, `it opened in ${opened} ms`);
  await outline().focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await section('Request 99.99').getByText('/99/99').first().waitFor();
  await eventually(async () => assert.match(await current().textContent(), /Request 99/));
  const shown = await text().getByRole('article').count();
  assert.ok(shown < 40, `${shown} sections are in the page`);
});
