// Running a collection: what is chosen, how it goes, and what came of it, also over a reload.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { enterWorkspace, missing, startApp, startBrowser } from './support.mjs';

const skip = missing();
let app;
let browser;
let page;
let api;
/** Whether the API answers /stock as the tests want it. */
let isInStock = false;

const testOf = (name) => [
  { listen: 'test', script: { exec: [`pm.test('${name}', () => pm.response.to.have.status(200));`] } },
];

function collection(port) {
  const at = (path) => ({ method: 'GET', header: [], url: { raw: `http://127.0.0.1:${port}${path}` } });
  return {
    info: { name: 'Shop', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [
      {
        name: 'Orders',
        item: [
          { name: 'List orders', request: at('/orders?by={{name}}'), event: testOf('orders are listed') },
          { name: 'Look at the stock', request: at('/stock'), event: testOf('there is some') },
        ],
      },
      { name: 'Customers', request: at('/customers') },
    ],
  };
}

async function startApi() {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/stock' && !isInStock ? 503 : 200;
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

before(async () => {
  if (skip) return;
  api = await startApi();
  app = await startApp();
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(app.url);
  await enterWorkspace(page);
  await page.keyboard.press('Control+o');
  await page.getByRole('button', { name: /Choose files/ }).waitFor();
  await choose('shop.json', JSON.stringify(collection(api.address().port)));
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Import/ })
    .click();
  await page.getByRole('button', { name: 'Done' }).click();
});

after(async () => {
  await browser?.close();
  await app?.end();
  api?.close();
});

const picked = () => page.getByRole('tree', { name: 'Requests to run' }).getByRole('treeitem');
const results = () => page.getByRole('tree', { name: 'Results' }).getByRole('treeitem');
const state = (text) => page.getByRole('region', { name: 'Progress' }).getByText(text, { exact: true });
const button = (name) => page.getByRole('button', { name });

async function choose(name, text) {
  const files = [{ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) }];
  await page.locator('input[type=file]').setInputFiles(files);
}

test('a collection is run from its menu, and says what failed', { skip }, async () => {
  await page.getByRole('treeitem', { name: 'Shop' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Run …' }).click();
  await picked().nth(3).waitFor();
  await button('Run 3 requests').click();
  await state('Done, 1 failed').waitFor();
  assert.equal(await results().count(), 3);
  await results().filter({ hasText: 'Look at the stock' }).click();
  await page.getByRole('article').getByText('expected response to have status code 200 but got 503').waitFor();
});

test('only what failed is run again', { skip }, async () => {
  isInStock = true;
  await button('Run failures only').click();
  await state('Done, all passed').waitFor();
  assert.equal(await results().count(), 1);
});

test('requests are chosen by keys, and a file of data gives an iteration for each row', { skip }, async () => {
  await button('Change …').click();
  await page.getByRole('checkbox', { name: 'Requests' }).press('Space');
  await page.getByRole('tree', { name: 'Requests to run' }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await choose('people.csv', 'name,city\nAda,London\nGrace,"New York, NY"\n');
  await page.getByRole('cell', { name: 'New York, NY' }).waitFor();
  await button('Run 4 requests').click();
  await state('Done, all passed').waitFor();
  assert.equal(await results().count(), 2 + 4);
  await results().filter({ hasText: 'List orders' }).last().click();
  await page.getByRole('article').getByText('/orders?by=Grace').waitFor();
});

test('requests are put into another order by keys and by dragging, and run in it', { skip }, async () => {
  await button('Change …').click();
  await button('Run without data').click();
  await page.getByLabel('Iterations').fill('1');
  const names = async () => (await picked().allTextContents()).map((text) => text.match(/Orders|Look|List|Cust/)[0]);
  await page.getByRole('tree', { name: 'Requests to run' }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByText('Customers is 1 of 3').waitFor({ state: 'attached' });
  assert.deepEqual(await names(), ['Cust', 'List', 'Look']);
  await picked()
    .filter({ hasText: 'List orders' })
    .dragTo(picked().last(), { targetPosition: { x: 60, y: 24 } });
  assert.deepEqual(await names(), ['Cust', 'Look', 'List']);
  await button('Run 3 requests').click();
  await state('Done, all passed').waitFor();
  const ran = (await results().allTextContents()).map((text) => text.match(/Look|List|Cust/)[0]);
  assert.deepEqual(ran, ['Cust', 'Look', 'List']);
  await button('Change …').click();
  await button('Order of the collection').click();
  assert.deepEqual(await names(), ['Orders', 'List', 'Look', 'Cust']);
  await picked().filter({ hasText: 'Customers' }).click();
  await button('Run 2 requests').click();
  await state('Done, all passed').waitFor();
});

test('the console tells of each request of a run', { skip }, async () => {
  await page.keyboard.press('Control+Alt+c');
  const console = page.getByRole('region', { name: 'Console' });
  await console
    .getByText(/stock → 200 · .*\(Look at the stock, iteration 1\)/)
    .last()
    .waitFor();
  await page.keyboard.press('Control+Alt+c');
});

test('a run goes on while the page is loaded anew, and is cancelled', { skip }, async () => {
  await button('Change …').click();
  await page.getByLabel('Iterations').fill('1000');
  await page.getByLabel('Delay (ms)').fill('100');
  await button('Run 2000 requests').click();
  await results().nth(1).waitFor();
  await page.reload();
  await results().nth(1).waitFor();
  await state('Running').waitFor();
  await button('Cancel').click();
  await state('Cancelled').waitFor();
});

test('the results are a file', { skip }, async () => {
  const download = page.waitForEvent('download');
  await button('Save the results as JSON').click();
  assert.equal((await download).suggestedFilename(), 'Shop.run.json');
});
