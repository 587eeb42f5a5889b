// What stands beside a request: its documentation, what people say about it, and its versions.
import assert from 'node:assert/strict';
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
} from './support.mjs';

const skip = missing();
let app;
let browser;
let page;
let base;
let request;

before(async () => {
  if (skip) return;
  app = await startApp();
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1360, height: 820 } });
  await page.goto(app.url);
  await enterWorkspace(page);
  const { id } = (await call(app, 'GET', '/api/v1/workspaces')).workspaces[0];
  base = `/api/v1/workspaces/${id}/elements`;
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  const shop = await call(app, 'POST', base, {
    kind: 'collection',
    content: { info: { name: 'Shop', schema }, item: [] },
  });
  request = await call(app, 'POST', base, {
    kind: 'request',
    parent: shop.id,
    content: {
      name: 'List orders',
      request: { method: 'GET', header: [], url: { raw: 'http://127.0.0.1:9/orders' } },
      event: [{ listen: 'test', script: { type: 'text/javascript', exec: ['const a = 1;', 'const b = 2;'] } }],
    },
  });
  await page.getByRole('treeitem', { name: 'Shop' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('List orders');
  await page
    .getByRole('option', { name: /List orders/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'URL' }).waitFor();
});

after(async () => {
  await browser?.close();
  await app?.end();
});

const drawer = (name) => page.getByRole('region', { name, exact: true });

test('a description is written, saved with the request, and read without its HTML and images', { skip }, async () => {
  await page.keyboard.press('Control+Alt+d');
  await drawer('Documentation').getByRole('button', { name: 'Write it' }).click();
  const text = '# Orders\n\nThose of *this* month &copy;.\n\n- [ ] paged\n\n<b>bold</b> ![cat](https://a.test/c.png)';
  await drawer('Documentation').getByRole('textbox', { name: 'Description' }).fill(text);
  await drawer('Documentation').getByRole('button', { name: 'Show' }).click();
  await drawer('Documentation').getByRole('heading', { name: 'Orders' }).waitFor();
  await drawer('Documentation').getByText('month ©').waitFor();
  assert.equal(await page.locator('.markdown img, .markdown b').count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Image: cat' }).getAttribute('rel'), 'noopener noreferrer');
  await page.keyboard.press('Control+s');
  await eventually(async () => {
    const { content } = await call(app, 'GET', `${base}/${request.id}`);
    assert.equal(content.request.description, text);
  });
  assert.deepEqual(await seriousFaults(page), []);
});

test('a comment is written, answered, edited, settled and deleted', { skip }, async () => {
  await page.keyboard.press('Control+Alt+m');
  const comments = drawer('Comments');
  await comments.getByText('No comments yet').waitFor();
  await comments.getByRole('textbox', { name: 'New comment' }).fill('Is this **paged**?');
  await page.keyboard.press('Control+Enter');
  const thread = comments.getByRole('list', { name: 'Threads' }).getByRole('listitem').first();
  await thread.getByText('paged', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Comments, 1 open' }).waitFor();
  await thread.getByRole('button', { name: 'Answer' }).click();
  await thread.getByRole('textbox', { name: 'Answer' }).fill('It is not.');
  await thread.getByRole('button', { name: 'Answer' }).click();
  await thread.getByText('It is not.').waitFor();
  await thread.getByRole('button', { name: 'Edit' }).last().click();
  await thread.getByRole('textbox', { name: 'Edit the comment' }).fill('It is, since May.');
  await thread.getByRole('button', { name: 'Save' }).click();
  await thread.getByText('It is, since May.').waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  await picture(page, 'app-comments');
  await thread.getByRole('button', { name: 'Settle' }).click();
  await thread.getByText('Settled').waitFor();
  await page.getByRole('button', { name: 'Comments', exact: true }).waitFor();
  await thread.getByRole('button', { name: 'Delete' }).first().click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await comments.getByText('No comments yet').waitFor();
});

test('what is being written is kept over a reload', { skip }, async () => {
  await drawer('Comments').getByRole('textbox', { name: 'New comment' }).fill('Half a thou');
  await page.reload();
  const field = drawer('Comments').getByRole('textbox', { name: 'New comment' });
  await field.waitFor();
  assert.equal(await field.inputValue(), 'Half a thou');
  await field.fill('');
});

test('versions are compared in words and raw, and an old one comes back', { skip }, async () => {
  const now = await call(app, 'GET', `${base}/${request.id}`);
  const content = globalThis.structuredClone(now.content);
  content.event[0].script.exec = ['const a = 1;', 'const c = 3;'];
  content.request.url = { raw: 'http://127.0.0.1:9/orders?month=5' };
  const response = await fetch(`http://127.0.0.1:${app.port}${base}/${request.id}`, {
    method: 'PUT',
    headers: {
      Authorization: `Bearer ${app.token}`,
      'Content-Type': 'application/json',
      'If-Match': `"${now.revision}"`,
    },
    body: JSON.stringify({ content }),
  });
  assert.equal(response.status, 200);
  await page.keyboard.press('Control+Alt+h');
  const versions = drawer('Versions');
  const list = versions.getByRole('list', { name: 'Versions' });
  await eventually(async () => assert.equal(await list.getByRole('listitem').count(), 3));
  await list.getByRole('button').first().click();
  await versions.getByText('const c = 3;').waitFor();
  await versions.getByText('http://127.0.0.1:9/orders?month=5').waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  await picture(page, 'app-versions');
  await versions.getByText('Raw', { exact: true }).click();
  await drawer('Both documents')
    .getByText(/"raw": "http:.*month=5"/)
    .waitFor();
  await versions.getByRole('button', { name: 'All versions' }).click();
  await list.getByRole('button').nth(1).click();
  await versions.getByRole('button', { name: 'Restore this version' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restore' }).click();
  const url = async () => (await call(app, 'GET', `${base}/${request.id}`)).content.request.url.raw;
  await eventually(async () => assert.equal(await url(), 'http://127.0.0.1:9/orders'));
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await eventually(async () => assert.equal(await url(), 'http://127.0.0.1:9/orders?month=5'));
});

test('Escape closes it and goes back to its button', { skip }, async () => {
  await drawer('Versions').getByRole('button', { name: 'Close the drawer' }).focus();
  await page.getByRole('tooltip').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('tooltip').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await drawer('Versions').waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'drawer-versions');
});
