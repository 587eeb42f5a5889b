// A team on a server of its own: three people, each with an agent and a browser. What is private to some is there for those
// alone; accounts, second factors, keys and roles are set up as people do it.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import { giveAgain, giveEmailAndPassword, openFor, switcher } from './people.mjs';
import { call, eventually, missing, oneTimeCode, seriousFaults, startBrowser, startServer } from './support.mjs';

const skip = missing();
let server;
let browser;
const ada = { name: 'Ada', email: 'ada@example.com', password: 'plum-harbor-tin-eagle' };
const ben = { name: 'Ben', email: 'ben@example.com', password: 'cedar-lantern-oak-river' };
const eve = { name: 'Eve', email: 'eve@example.com', password: 'violet-anchor-elm-storm' };

before(async () => {
  if (skip) return;
  server = await startServer();
  browser = await startBrowser();
  for (const person of [ada, ben, eve]) {
    const { name, email, password } = person;
    await server.signUp({ name, email, password });
    await openFor(person, { server, browser });
  }
});

after(async () => {
  await browser?.close();
  for (const person of [ada, ben, eve]) await person.app?.end();
  await server?.end();
});

async function chooseFromMenu(page, button, item) {
  await button.click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function openAccount(page, part) {
  await chooseFromMenu(page, page.getByRole('button', { name: /^Account:/ }), /^Account/);
  await page.getByRole('tab', { name: part }).click();
}

test('a wrong password is refused, and the right one lets in', { skip }, async () => {
  await giveEmailAndPassword({ ...ada, password: 'not-her-password-at-all' });
  await ada.page.getByRole('alert').first().waitFor();
  for (const person of [ada, ben, eve]) {
    await giveEmailAndPassword(person);
    const make = person.page.getByRole('button', { name: 'Make my workspace' });
    await make.or(switcher(person.page)).first().waitFor();
    if (await make.isVisible()) await make.click();
    await switcher(person.page).waitFor();
  }
});

test('a private workspace is made, of a new team', { skip }, async () => {
  const { page } = ada;
  await chooseFromMenu(page, switcher(page), /New workspace/);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Launch');
  await dialog.getByRole('button', { name: /Who sees it/ }).click();
  await page
    .getByRole('option', { name: /private|chosen|invited/i })
    .first()
    .click();
  await dialog.getByLabel('Name of the new team').fill('Rockets');
  await dialog.getByRole('button', { name: 'Make workspace' }).click();
  await page.getByRole('button', { name: 'Workspace: Launch' }).waitFor();
});

test('a person is invited by mail, and joins by its link', { skip }, async () => {
  await chooseFromMenu(ada.page, switcher(ada.page), /People and settings/);
  await ada.page.getByRole('tab', { name: 'People' }).click();
  assert.deepEqual(await seriousFaults(ada.page), []);
  await ada.page.getByLabel('E-mail address').fill(ben.email);
  await ada.page.getByRole('button', { name: 'Add person' }).click();
  const sent = ada.page.getByText(/invitation is on its way|is in the workspace/i);
  await giveAgain(ada, sent);
  await sent.first().waitFor();
  const token = await server.mail.token(ben.email);
  await chooseFromMenu(ben.page, switcher(ben.page), /Join a team/);
  await ben.page.getByLabel('Link of the invitation').fill(`${server.url}/#${token}`);
  await ben.page.getByRole('dialog').getByRole('button', { name: 'Join' }).click();
  await eventually(async () => {
    const listed = await call(ben.app, 'GET', '/api/v1/workspaces');
    assert.ok(listed.workspaces.some(({ name }) => name === 'Launch'));
  });
});

test('who was invited sees it and its changes; for anybody else it does not exist', { skip }, async () => {
  await ben.page.reload();
  await chooseFromMenu(ben.page, switcher(ben.page), /Launch/);
  await ben.page.getByRole('button', { name: 'Workspace: Launch' }).waitFor();
  const listed = await call(ada.app, 'GET', '/api/v1/workspaces');
  const { id } = listed.workspaces.find(({ name }) => name === 'Launch');
  await call(ada.app, 'POST', `/api/v1/workspaces/${id}/elements`, {
    kind: 'collection',
    content: {
      info: { name: 'Countdown', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
      item: [],
    },
  });
  await ben.page.getByRole('treeitem', { name: 'Countdown' }).waitFor();
  await switcher(eve.page).click();
  assert.equal(await eve.page.getByRole('menuitem', { name: /Launch/ }).count(), 0);
  await eve.page.keyboard.press('Escape');
  await assert.rejects(call(eve.app, 'GET', `/api/v1/workspaces/${id}`), /404/);
  await assert.rejects(call(eve.app, 'GET', `/api/v1/workspaces/${id}/elements`), /404/);
});

test('changes by others are told, not asked for', { skip }, async () => {
  const { page } = ben;
  const told = page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('"change"')));
  const isReady = page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framereceived', ({ payload }) => String(payload).includes('"ready"')));
  await page.reload();
  await isReady;
  const listed = await call(ada.app, 'GET', '/api/v1/workspaces');
  const { id } = listed.workspaces.find(({ name }) => name === 'Launch');
  await call(ada.app, 'POST', `/api/v1/workspaces/${id}/elements`, {
    kind: 'collection',
    content: {
      info: { name: 'Lift-off', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
      item: [],
    },
  });
  const { payload } = await told;
  assert.equal(JSON.parse(payload).name, 'Lift-off');
  await page.getByRole('treeitem', { name: 'Lift-off' }).waitFor();
  // Its address was good for one time, and for the agent's own page.
  const { path } = await call(ben.app, 'POST', '/agent/v1/live', { workspace: id });
  const open = (origin) =>
    new Promise((resolve) => {
      const request = get(`http://127.0.0.1:${ben.app.port}${path}`, {
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
          Origin: origin,
        },
      });
      request.on('response', (response) => resolve(response.statusCode));
      request.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response.statusCode);
      });
    });
  assert.equal(await open('http://foreign.example'), 403);
  assert.equal(await open(`http://127.0.0.1:${ben.app.port}`), 101);
  assert.equal(await open(`http://127.0.0.1:${ben.app.port}`), 404);
});

test('a second factor is set up with its key, and is asked for at the next sign-in', { skip }, async () => {
  const { page } = ben;
  await openAccount(page, 'Security');
  assert.deepEqual(await seriousFaults(page), []);
  await page.getByRole('button', { name: 'Set up' }).click();
  const code = page.getByLabel(/Type the code/);
  await giveAgain(ben, code);
  await code.waitFor();
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  const key = (await page.locator('.two-factor-key').innerText()).replaceAll(/\s/g, '');
  await code.fill('000000');
  await page.keyboard.press('Enter');
  await page.getByText(/^Wrong code/).waitFor();
  await code.fill(oneTimeCode(key));
  await page.keyboard.press('Enter');
  const codes = page.locator('pre[aria-label="Recovery codes"]');
  await codes.waitFor();
  assert.ok((await codes.innerText()).trim().split('\n').length >= 8);
  await call(ben.app, 'POST', '/agent/v1/sign-out');
  await page.reload();
  await giveEmailAndPassword(ben);
  await page.getByRole('textbox', { name: 'Code' }).fill(oneTimeCode(key, 1));
  await page.keyboard.press('Enter');
  await switcher(page).waitFor();
});

test('an API key is shown once', { skip }, async () => {
  const { page } = eve;
  await openAccount(page, /keys/i);
  await page
    .getByRole('button', { name: /Make|New/ })
    .filter({ hasText: /key/i })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('CI');
  await dialog.getByRole('button', { name: /Make/ }).click();
  const shown = page.getByLabel('API key', { exact: true });
  await giveAgain(eve, shown);
  await shown.waitFor();
  const key = (await shown.innerText()).trim();
  await page.keyboard.press('Escape');
  await eventually(async () => assert.ok(!(await page.content()).includes(key)));
});
