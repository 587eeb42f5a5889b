// The main ways through the app by keys alone: nothing here clicks. Each stop of Tab has to be seen.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { call, eventually, importDocument, missing, startApp, startBrowser, startServer } from './support.mjs';

const skip = missing();
let app;
let api;
let browser;
let page;

function collection(port) {
  const at = (path) => ({ method: 'GET', header: [], url: { raw: `http://127.0.0.1:${port}${path}` } });
  return {
    info: { name: 'Shop', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [
      {
        name: 'Orders',
        item: [
          { name: 'List orders', request: at('/orders') },
          { name: 'Count orders', request: at('/orders/count') },
        ],
      },
    ],
  };
}

before(async () => {
  if (skip) return;
  api = createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ asked: request.url }));
  });
  await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
  app = await startApp();
  browser = await startBrowser();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(app.url);
});

after(async () => {
  await browser?.close();
  api?.close();
  await app?.end();
});

/** Whether the focus is on what is named, or within it. */
function hasFocus(locator) {
  return locator.evaluate((one) => one.contains(document.activeElement)).catch(() => false);
}

/** Presses Tab until the focus is on what is named; out of editors, in which Tab indents, by Escape first. */
async function goTo(where) {
  await where.first().waitFor();
  const { keyboard } = where.page();
  const isInEditor = () => where.page().evaluate(() => document.activeElement?.ariaMultiLine === 'true');
  for (let step = 0; step < 80; ++step) {
    if (await hasFocus(where.first())) return;
    if (await isInEditor()) await keyboard.press('Escape');
    await keyboard.press('Tab');
  }
  const focused = await where.page().evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  assert.fail(`80 times Tab did not lead to ${where}; the focus is on ${focused}`);
}

async function press(where, key = 'Enter') {
  await goTo(where);
  await where.page().keyboard.press(key);
}

const button = (name) => page.getByRole('button', { name });
const rows = () => page.getByRole('tree').getByRole('treeitem');

async function command(words, name) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type(words);
  await page.getByRole('option', { name }).first().waitFor();
  await page.keyboard.press('Enter');
}

test('the first start leads to a workspace', { skip }, async () => {
  const make = button('Make my workspace');
  await make
    .or(button(/^Workspace:/))
    .first()
    .waitFor();
  if (await make.isVisible()) await press(make);
  await button(/^Workspace:/).waitFor();
});

test('a collection is imported by pasting it', { skip }, async () => {
  await page.evaluate(
    (text) => globalThis.navigator.clipboard.writeText(text),
    JSON.stringify(collection(api.address().port)),
  );
  await page.keyboard.press('Control+v');
  await press(page.getByRole('dialog').getByRole('button', { name: /^Import/ }));
  await page.getByText('1 collection with 3 elements').waitFor();
  await press(button('Done'));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await rows().first().waitFor();
});

test('a request is found in the tree by arrows, and opened', { skip }, async () => {
  await page.keyboard.press('Alt+c');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await eventually(async () => assert.equal(await rows().count(), 2));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await eventually(async () => assert.equal(await rows().count(), 4));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page
    .getByRole('tablist', { name: 'Open tabs' })
    .getByRole('tab', { name: /List orders/ })
    .waitFor();
});

test('the menu of a row comes by Shift+F10, and Escape leads back into the tree', { skip }, async () => {
  await page.keyboard.press('Alt+c');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await eventually(async () => assert.ok(await hasFocus(page.getByRole('tree').first())));
});

test('its address is changed, and it is sent', { skip }, async () => {
  await goTo(page.getByRole('textbox', { name: 'URL' }));
  await page.keyboard.press('End');
  await page.keyboard.type('?by=Ada');
  await page.keyboard.press('Enter');
  await page.getByText('200 OK').first().waitFor();
  await page.getByText('/orders?by=Ada').last().waitFor();
});

test('the parts of the response are walked by arrows', { skip }, async () => {
  const parts = page.getByRole('tablist', { name: /response/i });
  await goTo(parts);
  await page.keyboard.press('ArrowRight');
  const chosen = parts.getByRole('tab', { selected: true });
  await eventually(async () => assert.ok(!/^Body/.test(await chosen.innerText())));
  const second = await chosen.innerText();
  await page.keyboard.press('End');
  await eventually(async () => assert.notEqual(await chosen.innerText(), second));
  await page.keyboard.press('Home');
  await eventually(async () => assert.match(await chosen.innerText(), /^Body/));
});

test('an editor that takes Tab lets one go by Escape and Tab', { skip }, async () => {
  await press(page.getByRole('tablist', { name: /request/i }), 'Home');
  const tab = page.getByRole('tab', { name: 'Scripts' });
  for (let step = 0; step < 10 && (await tab.getAttribute('aria-selected')) !== 'true'; ++step) {
    await page.keyboard.press('ArrowRight');
  }
  const editor = page.getByRole('textbox', { name: /^Script / });
  await goTo(editor);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await eventually(async () => assert.ok(!(await hasFocus(editor))));
});

test('an environment is chosen', { skip }, async () => {
  const { workspaces } = await call(app, 'GET', '/api/v1/workspaces');
  await importDocument(app, workspaces[0].id, 'staging', { name: 'Staging', values: [] });
  const picker = page.getByRole('banner').getByRole('button', { name: /Environment/ });
  await goTo(picker);
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Staging' }).waitFor();
  await page.keyboard.type('stag');
  await page.keyboard.press('Enter');
  await picker.filter({ hasText: 'Staging' }).waitFor();
  await eventually(async () => assert.ok(await hasFocus(picker)));
});

test('a collection is run', { skip }, async () => {
  await command('run shop', 'Run Shop');
  await press(button('Run 2 requests'));
  await page.getByRole('region', { name: 'Progress' }).getByText(/^Done/).waitFor();
  const results = page.getByRole('tree', { name: 'Results' });
  await goTo(results);
  await page.keyboard.press('ArrowDown');
  await page.getByRole('article').getByText('200').first().waitFor();
});

test('the palette goes by Escape, and the focus is where it was', { skip }, async () => {
  const clock = page.getByRole('banner').getByRole('button', { name: 'History' });
  await goTo(clock);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox').waitFor({ state: 'detached' });
  await eventually(async () => assert.ok(await hasFocus(clock)));
});

test('the theme is changed in the settings', { skip }, async () => {
  await page.keyboard.press('Control+,');
  const choice = page.getByRole('region', { name: 'Look' }).getByRole('button', { name: /Theme/ });
  await press(choice);
  await page.getByRole('option', { name: 'Dark' }).waitFor();
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark'));
});

test('each stop of Tab is seen', { skip }, async () => {
  /** How the element with the focus and those around it look, by which a stop shows. */
  const look = (element) =>
    element.evaluate((one) => {
      const looks = [];
      for (let at = one; at !== null && looks.length < 4; at = at.parentElement) {
        const { outline, boxShadow, borderColor, backgroundColor, color } = globalThis.getComputedStyle(at);
        looks.push([outline, boxShadow, borderColor, backgroundColor, color].join());
      }
      const inside = one.querySelectorAll('[data-focused], [data-focus-visible], .cm-cursor, [aria-selected]').length;
      const row = document.getElementById(one.getAttribute('aria-activedescendant'));
      const parts = [
        globalThis.getComputedStyle(one, '::after').backgroundColor,
        row ? globalThis.getComputedStyle(row).outline : '',
      ];
      return JSON.stringify([looks, inside, parts]);
    });
  const unseen = [];
  await page.keyboard.press('Alt+c');
  let before = await page.evaluateHandle(() => document.activeElement);
  for (let step = 0; step < 60; ++step) {
    await page.waitForFunction(() => document.getAnimations().length === 0);
    const focused = await look(before);
    await page.keyboard.press('Tab');
    await page.waitForFunction(() => document.getAnimations().length === 0);
    if ((await look(before)) === focused) unseen.push(await before.evaluate((one) => one.outerHTML.slice(0, 160)));
    before = await page.evaluateHandle(() => document.activeElement);
  }
  assert.deepEqual([...new Set(unseen)], []);
});

test('the vault is made, and gets a secret', { skip }, async () => {
  const vault = await browser.newPage();
  try {
    await vault.goto(app.vault_url);
    await goTo(vault.getByLabel('Passphrase', { exact: true }));
    await vault.keyboard.type('walnut-comet-ivory-lake');
    await goTo(vault.getByLabel('Passphrase again'));
    await vault.keyboard.type('walnut-comet-ivory-lake');
    await vault.keyboard.press('Enter');
    await vault.getByText('No secret yet').waitFor();
    await press(vault.getByRole('button', { name: 'New secret' }).first());
    await goTo(vault.getByLabel('Name'));
    await vault.keyboard.type('orders-token');
    await goTo(vault.getByLabel('Value'));
    await vault.keyboard.type('planted-value-1');
    await goTo(vault.getByLabel('Domains'));
    await vault.keyboard.type('127.0.0.1');
    await vault.keyboard.press('Enter');
    await vault.getByText('{{vault:orders-token}}').waitFor();
  } finally {
    await vault.close();
  }
});

test('one signs in on a team server, and goes from a workspace to another', { skip }, async () => {
  const server = await startServer();
  const person = { name: 'Ada', email: 'ada@example.com', password: 'plum-harbor-tin-eagle' };
  await server.signUp(person);
  const other = await startApp({ server: server.url });
  const team = await browser.newPage();
  try {
    await team.goto(other.url);
    await goTo(team.getByLabel('E-mail address'));
    await team.keyboard.type(person.email);
    await goTo(team.getByLabel('Password', { exact: true }));
    await team.keyboard.type(person.password);
    await team.keyboard.press('Enter');
    await press(team.getByRole('button', { name: 'Make my workspace' }));
    const switcher = team.getByRole('button', { name: /^Workspace:/ });
    await switcher.waitFor();
    await press(switcher);
    await team.getByRole('menuitem', { name: /New workspace/ }).waitFor();
    await team.keyboard.type('new');
    await team.keyboard.press('Enter');
    await goTo(team.getByRole('dialog').getByLabel('Name', { exact: true }));
    await team.keyboard.type('Second');
    await team.keyboard.press('Enter');
    await team.getByRole('button', { name: 'Workspace: Second' }).waitFor();
    await press(switcher);
    await team.getByRole('menuitem', { name: /Ada’s workspace/ }).waitFor();
    await team.keyboard.type('ada');
    await team.keyboard.press('Enter');
    await team.getByRole('button', { name: 'Workspace: Ada’s workspace' }).waitFor();
  } finally {
    await team.close();
    await other.end();
    await server.end();
  }
});
