// Responses that are larger than a page would like.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { enterWorkspace, eventually, missing, picture, seriousFaults, startApp, startBrowser } from './support.mjs';

const skip = missing();
const lines = 1_000_000;
let app;
let browser;
let page;
let api;

before(async () => {
  if (skip) return;
  // Some 50 MB of JSON lines.
  const body = Buffer.from(
    Array.from(
      { length: lines },
      (_, i) => `{"order": ${String(i).padStart(7, '0')}, "kind": "espresso", "cups": 2}`,
    ).join('\n'),
  );
  api = createServer((_request, response) => response.setHeader('Content-Type', 'application/json').end(body));
  await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
  app = await startApp();
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(app.url);
  await enterWorkspace(page);
});

after(async () => {
  await browser?.close();
  api?.close();
  await app?.end();
});

test('a body of 50 MB is shown, searched and walked to its end', { skip }, async () => {
  await page.keyboard.press('Alt+n');
  await page.getByRole('textbox', { name: 'URL' }).click();
  await page.keyboard.type(`http://127.0.0.1:${api.address().port}/orders`);
  await page.keyboard.press('Control+Enter');
  await page.getByText('200 OK').first().waitFor();
  await page.getByText('"order": 0000000').waitFor();
  const search = page.getByRole('textbox', { name: 'Search in body' });
  await search.fill('"order": 0999999');
  await page.getByText('1 of 1', { exact: true }).waitFor();
  await search.press('Enter');
  await page.getByText('"order": 0999998').waitFor();
  await search.fill('');
  const rows = page.locator('.virtual-row');
  assert.ok((await rows.count()) < 200, 'only the lines in sight are in the page');
  assert.deepEqual(await seriousFaults(page), []);
  await picture(page, 'app-large-body');
});

test('it is seen as bytes, too, and the page goes on working', { skip }, async () => {
  await page.getByText('Hex', { exact: true }).click();
  await page.getByText('7b 22 6f 72', { exact: false }).first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('theme dark');
  await page.getByRole('option', { name: 'Theme: Dark' }).waitFor();
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark'));
});
