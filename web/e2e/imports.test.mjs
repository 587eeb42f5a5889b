// What people bring from elsewhere: descriptions of APIs, recordings, commands of curl, files at an address. Each is shown
// before it is imported.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
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
let web;
let address;
const asked = [];

const described = (server) => `# The API of the shop
openapi: 3.1.0
info: {title: Shop API, version: '1'}
servers: [{url: '${server}'}]
tags: [{name: Orders}]
security: [{token: []}]
paths:
  /anything/orders/{id}:
    get:
      tags: [Orders]
      summary: Get an order
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, example: 7}}
        - {name: fields, in: query, schema: {type: string}}
      responses:
        '200': {description: The order, content: {application/json: {example: {id: 7}}}}
  /anything/orders:
    post:
      tags: [Orders]
      summary: Make an order
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
webhooks: {changed: {}}
components:
  schemas: {Order: {type: object, properties: {amount: {type: integer, default: 2}}}}
  securitySchemes: {token: {type: http, scheme: bearer}}
`;

const recorded = {
  log: {
    entries: [
      {
        request: {
          method: 'POST',
          url: 'https://shop.example.com/basket?page=1',
          headers: [{ name: 'Authorization', value: 'Bearer planted-4711' }],
          postData: { mimeType: 'application/json', text: '{"amount": 2}' },
        },
        response: { status: 201, statusText: 'Created', content: { mimeType: 'application/json', text: '{"id": 7}' } },
      },
      { request: { method: 'GET', url: 'wss://shop.example.com/live' } },
    ],
  },
};

before(async () => {
  if (skip) return;
  demo = await startDemo();
  web = createServer((request, response) => {
    asked.push(request.url);
    if (request.url.startsWith('/openapi.yaml')) response.end(described('/v2'));
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => web.once('listening', resolve));
  address = `http://127.0.0.1:${web.address().port}`;
  app = await startApp();
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  await page.goto(app.url);
  await enterWorkspace(page);
});

after(async () => {
  web?.close();
  await browser?.close();
  await app?.end();
  await demo?.stop();
});

const row = (name) => page.getByRole('treeitem', { name });
const button = (name) => page.getByRole('button', { name, exact: true });
const inDialog = (name) => page.getByRole('dialog').getByRole('button', { name, exact: true });

async function choose(name, text) {
  await page.keyboard.press('Control+o');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /Choose files/ }).click();
  await (await chooser).setFiles([{ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) }]);
}

/** Pastes where nobody types. */
async function paste(text) {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

async function elements() {
  const [workspace] = (await call(app, 'GET', '/api/v1/workspaces')).workspaces;
  return (await call(app, 'GET', `/api/v1/workspaces/${workspace.id}/elements?limit=200`)).elements;
}

test('a description of an API is shown before it is imported', { skip }, async () => {
  await choose('shop.yaml', described(`http://127.0.0.1:${demo.http}`));
  await page.getByText('Shop API collection: 1 folder, 2 requests, from OpenAPI').waitFor();
  await page.getByText('Webhooks, which the API sends itself, were left out.').waitFor();
  await picture(page, 'app-import');
  assert.deepEqual(await seriousFaults(page), []);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'app-import-dark');
  assert.deepEqual(await seriousFaults(page), []);
  await page.emulateMedia({ colorScheme: 'light' });
  await inDialog('Cancel').click();
  assert.deepEqual(await elements(), [], 'nothing is imported unasked');
});

test('its requests can be sent at once', { skip }, async () => {
  await choose('shop.yaml', described(`http://127.0.0.1:${demo.http}`));
  await inDialog('Import').click();
  await page.getByText('1 collection with 3 elements').waitFor();
  await page.getByRole('button', { name: 'Open “Shop API”' }).click();
  await row('Orders').click();
  await row(/Get an order/).click();
  await button('Send').click();
  await page.getByText('200 OK').first().waitFor();
  await page.getByText('/anything/orders/7').first().waitFor();
});

test('a recording is imported without its credentials', { skip }, async () => {
  await choose('shop.har', JSON.stringify(recorded));
  await page.getByText('Recording of shop.example.com collection: 1 request, from HAR').waitFor();
  await page.getByText('1 credential was not taken', { exact: false }).waitFor();
  await inDialog('Import').click();
  await page.getByText('1 collection with 1 element').waitFor();
  await inDialog('Done').click();
  await row('Recording of shop.example.com').click();
  await row(/POST \/basket/).waitFor();
  assert.ok(!JSON.stringify(await elements()).includes('planted'));
});

test('a command of curl that is pasted becomes a request', { skip }, async () => {
  await paste(`curl -X PUT 'http://127.0.0.1:${demo.http}/put?a=1' -H 'X-Trace: 1' -d '{"b": 2}'`);
  await page.getByRole('tab', { name: /PUT \/put/ }).waitFor();
  await button('Send').click();
  await page.getByText('200 OK').first().waitFor();
});

test('a file at an address is fetched by the agent, once', { skip }, async () => {
  await page.keyboard.press('Control+o');
  await page.getByRole('textbox', { name: 'Address or cURL command' }).fill(`${address}/openapi.yaml?key=hidden`);
  await page.keyboard.press('Enter');
  await page.getByText('Shop API collection: 1 folder, 2 requests, from OpenAPI').waitFor();
  await inDialog('Import').click();
  await page.getByText('1 collection with 3 elements').waitFor();
  await page.getByRole('button', { name: 'Open “Shop API”' }).click();
  assert.deepEqual(asked, ['/openapi.yaml?key=hidden']);
  await eventually(async () => {
    const all = JSON.stringify(await elements());
    assert.ok(all.includes('Shop API') && !all.includes('hidden'));
  });
});

test('what cannot be read is told', { skip }, async () => {
  await page.keyboard.press('Control+o');
  await page.getByRole('textbox', { name: 'Address or cURL command' }).fill(`${address}/nothing?key=hidden`);
  await inDialog('Read').click();
  await page.getByText(/\/nothing was answered with 404/).waitFor();
  await paste('{"swagger": "2.0", "paths": {}}');
  await page.getByText(/Swagger 2\.0, which is not read/).waitFor();
  await page.getByText(/Convert it to OpenAPI 3/).waitFor();
  assert.ok(await inDialog('Done').isEnabled());
  await inDialog('Done').click();
});
