// From a {{name}} to where its variable is written, and values in the open that look like secrets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  call,
  enterWorkspace,
  eventually,
  importDocument,
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
let page;
let demo;
let workspace;
let staging;
let production;

const collection = {
  info: { name: 'Shop', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  variable: [{ key: 'shelf', value: 'a' }],
  item: [
    { name: 'List orders', request: { method: 'GET', header: [], url: { raw: '{{baseUrl}}/{{shelf}}' } } },
    {
      name: 'Begin a session',
      request: { method: 'GET', header: [{ key: 'X-Page', value: '{{page}}' }], url: { raw: '{{api}}/headers' } },
      event: [
        {
          listen: 'test',
          script: {
            exec: [
              "pm.environment.set('page', '2');",
              "pm.environment.set('token', 'made-by-the-script');",
              "pm.environment.set('password', 'opens-nothing-either');",
            ],
          },
        },
      ],
    },
  ],
};
const environment = {
  name: 'Staging',
  values: [
    { key: 'page', value: '1', type: 'default', enabled: true },
    { key: 'baseUrl', value: 'http://127.0.0.1:9', type: 'default', enabled: true },
    { key: 'password', value: 'opens-nothing-anywhere', type: 'secret', enabled: true },
    { key: 'github', value: 'ghp_a1B2c3D4e5F6g7H8i9J0', type: 'default', enabled: true },
  ],
};

before(async () => {
  if (skip) return;
  demo = await startDemo();
  app = await startApp();
  browser = await startBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(app.url);
  await enterWorkspace(page);
  workspace = (await call(app, 'GET', '/api/v1/workspaces')).workspaces[0].id;
  environment.values.push({ key: 'api', value: `http://127.0.0.1:${demo.http}`, type: 'default', enabled: true });
  const other = { name: 'Production', values: [{ key: 'page', value: '9', type: 'default', enabled: true }] };
  for (const [name, value] of Object.entries({ shop: collection, staging: environment, production: other })) {
    await importDocument(app, workspace, name, value);
  }
  const { elements } = await call(app, 'GET', `/api/v1/workspaces/${workspace}/elements?kind=environment`);
  staging = elements.find(({ name }) => name === 'Staging').id;
  production = elements.find(({ name }) => name === 'Production').id;
  await page.getByRole('treeitem', { name: 'Shop' }).waitFor();
  await page.getByRole('button', { name: /Environment$/ }).click();
  await page.getByRole('option', { name: 'Staging' }).click();
});

after(async () => {
  await browser?.close();
  await app?.end();
  await demo?.stop();
});

async function openRequest() {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('List orders');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'URL' }).waitFor();
}

/** The own values of the environment, by key. */
async function ownValues() {
  const { values } = await call(app, 'GET', `/agent/v1/current-values?workspace=${workspace}&scope=${staging}`);
  return Object.fromEntries(values.map(({ key, value }) => [key, value]));
}

async function useEnvironment(name) {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`Use ${name}`);
  await page.getByRole('option', { name: `Use ${name}` }).waitFor();
  await page.keyboard.press('Enter');
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

test('a jump goes to a row far down a long table, whatever it was filtered by', { skip }, async () => {
  const values = Array.from({ length: 400 }, (_, i) => ({
    key: `v${i}`,
    value: `${i}`,
    type: 'default',
    enabled: true,
  }));
  const { id } = (await call(app, 'GET', '/api/v1/workspaces')).workspaces[0];
  await importDocument(app, id, 'long', { name: 'Long', values });
  await useEnvironment('Long');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Edit Long');
  await page.getByRole('option', { name: 'Edit Long' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('searchbox', { name: 'Filter the variables' }).fill('v39');
  await page.keyboard.press('Alt+n');
  await page.getByRole('tab', { name: 'New request' }).waitFor();
  await page.getByRole('textbox', { name: 'URL' }).click();
  await page.keyboard.insertText('http://127.0.0.1/{{v350}}');
  await page
    .locator('.variable-known', { hasText: 'v350' })
    .first()
    .click({ modifiers: ['Control'] });
  await focused('Name of v350');
  await useEnvironment('Staging');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Edit Staging');
  await page.getByRole('option', { name: 'Edit Staging' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Name of github').waitFor();
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

async function openEnvironment(name) {
  await page
    .getByRole('list', { name: 'Environments' })
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
  await page.getByRole('columnheader', { name: 'Current value' }).waitFor();
}

const current = (name) => page.getByLabel(`Current value of ${name}`);

async function sendRequest(name) {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name }).first().waitFor();
  await page.getByRole('textbox', { name: 'URL' }).click();
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/agent/v1/send')),
    page.keyboard.press('Control+Enter'),
  ]);
  return answer.json();
}

test('what a script sets is the user’s own value, beside the initial one', { skip }, async () => {
  const sent = await sendRequest('Begin a session');
  assert.match(sent.requests[0].body.text, /"x-page": ?"1"/i);
  await openEnvironment('Staging');
  await eventually(async () => assert.equal(await current('page').inputValue(), '2'));
  assert.equal(await page.getByLabel('Value of page', { exact: true }).inputValue(), '1');
  await page.getByText('Made by a script, not shared').waitFor();
  assert.equal(await current('token').inputValue(), 'made-by-the-script');
  const shared = await call(app, 'GET', `/api/v1/workspaces/${workspace}/elements?kind=environment`);
  assert.ok(!JSON.stringify(shared).includes('made-by-the-script'));
  assert.deepEqual(await seriousFaults(page), []);
  await picture(page, 'app-environment');
});

test('a secret value of a script is shown only while the button is held', { skip }, async () => {
  assert.equal(await current('password').inputValue(), '');
  assert.ok(!(await page.content()).includes('opens-nothing'));
  const show = page
    .locator('.variables-current', { has: current('password') })
    .getByRole('button', { name: 'Hold to show' });
  await show.hover();
  await page.mouse.down();
  await page.getByText('opens-nothing-either').waitFor();
  await page.mouse.up();
  await page.getByText('opens-nothing-either').waitFor({ state: 'detached' });
});

test('own values last over a new start, and are sent', { skip }, async () => {
  await current('page').fill('3');
  await current('page').press('Enter');
  await eventually(async () => assert.equal((await ownValues()).page, '3'));
  app = await app.restart();
  await page.goto('about:blank'); // another token alone is no new page
  await page.goto(app.url);
  await page.getByRole('treeitem', { name: 'Shop' }).waitFor();
  const sent = await sendRequest('Begin a session');
  assert.match(sent.requests[0].body.text, /"x-page": ?"3"/i);
});

test('the card of a name says that the value is one’s own', { skip }, async () => {
  await openRequest();
  await openEnvironment('Staging');
  await current('baseUrl').fill('http://127.0.0.1:10');
  await current('baseUrl').press('Tab');
  await eventually(async () => assert.equal((await ownValues()).baseUrl, 'http://127.0.0.1:10'));
  await openRequest();
  // The card closes when the variables come anew.
  await eventually(async () => {
    await page.mouse.move(0, 0);
    await page.locator('.variable-known', { hasText: 'baseUrl' }).first().hover();
    await page.getByText('From the environment scope: your current value').waitFor({ timeout: 1000 });
  });
  await page.keyboard.press('Escape');
});

test('own values are shared, or reset, one by one and all at once', { skip }, async () => {
  await openEnvironment('Staging');
  await page.getByRole('button', { name: 'Share your value of token as its initial value' }).click();
  await page.getByLabel('Value of token', { exact: true }).waitFor();
  await page.keyboard.press('Control+s');
  await eventually(async () => {
    const shared = await call(app, 'GET', `/api/v1/workspaces/${workspace}/elements/${staging}`);
    assert.ok(JSON.stringify(shared).includes('made-by-the-script'));
  });
  await page.getByRole('button', { name: 'Reset baseUrl to its initial value' }).click();
  await eventually(async () => assert.equal((await ownValues()).baseUrl, undefined));
  await page.getByRole('button', { name: 'Reset my values' }).click();
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await eventually(async () => assert.deepEqual(await ownValues(), {}));
  await eventually(async () => assert.equal(await current('page').inputValue(), ''));
});

test('a variable that was removed comes back by Ctrl+Z, and goes again by Ctrl+Shift+Z', { skip }, async () => {
  await openEnvironment('Production');
  const row = page.getByLabel('Value of page', { exact: true });
  await row.fill('10');
  await page.getByRole('row', { name: /page/ }).hover();
  await page.getByRole('button', { name: 'Remove page' }).click();
  await row.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await row.waitFor();
  assert.equal(await row.inputValue(), '10');
  await page.getByLabel('Name of page').focus();
  await page.keyboard.press('Control+z');
  await eventually(async () => assert.equal(await row.inputValue(), '9'));
  await page.keyboard.press('Control+Shift+z');
  await eventually(async () => assert.equal(await row.inputValue(), '10'));
  await page.keyboard.press('Control+z');
});

test('variables are copied to another environment, secret ones past the page', { skip }, async () => {
  let told = '';
  const listen = (response) =>
    void response
      .text()
      .then((text) => (told += text))
      .catch(() => undefined);
  page.on('response', listen);
  await openEnvironment('Staging');
  await page.getByRole('button', { name: 'Copy to …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy variables' });
  await dialog.getByText('password (secret)').waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  await picture(page, 'app-copy-variables');
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByText('Copied to “Production”').waitFor();
  await page.getByText(/left as they were: page/).waitFor();
  page.off('response', listen);
  assert.ok(!told.includes('opens-nothing'));
  const { secrets } = await call(app, 'POST', `/api/v1/workspaces/${workspace}/elements/${production}/reveal`);
  assert.equal(secrets.find(({ key }) => key === 'password').value, 'opens-nothing-anywhere');
});

test('a value in the open is moved to the vault on its own page, and can come back', { skip }, async () => {
  await openEnvironment('Production');
  const token = 'ghp_z9Y8x7W6v5U4t3S2r1Q0';
  await page.getByPlaceholder('Add a variable').fill('hub');
  await page.getByLabel('Value of hub', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Move to the vault: hub' }).click();
  await page.getByText('The vault has a page of its own').waitFor();

  const vault = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  vault.setDefaultTimeout(15_000);
  await vault.goto(app.vault_url);
  await vault.getByLabel('Passphrase', { exact: true }).fill('correct horse battery staple');
  await vault.getByLabel('Passphrase again').fill('correct horse battery staple');
  await vault.getByRole('button', { name: 'Make the vault' }).click();
  const dialog = vault.getByRole('dialog', { name: 'Move a value into the vault' });
  await dialog.getByText('hub, in Production').waitFor();
  assert.equal(await dialog.getByLabel('Name').inputValue(), 'hub');
  assert.ok(!(await vault.content()).includes(token));
  assert.deepEqual(await seriousFaults(vault), []);
  await picture(vault, 'app-vault-move');
  await dialog.getByLabel('Domains').fill('api.github.com');
  await vault.keyboard.press('Enter');
  await vault.getByText('{{vault:hub}}').waitFor();

  const value = page.getByLabel('Value of hub', { exact: true });
  await page.getByText('“hub” is in your vault').waitFor();
  assert.equal(await value.inputValue(), '{{vault:hub}}');
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () => assert.equal(await value.inputValue(), token));

  await page.getByRole('button', { name: 'Move to the vault: hub' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await value.inputValue(), token, 'declined, it stays');
  await vault.close();
});
