// Every page and dialogue of the app, in each theme, by what axe-core knows of accessibility.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { missing, seriousFaults, startApp, startBrowser } from './support.mjs';

const skip = missing();
let app;
let browser;
let page;

before(async () => {
  if (skip) return;
  app = await startApp({ demo: true });
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1360, height: 850 }, reducedMotion: 'reduce' });
  await page.goto(app.url);
  await page.getByRole('treeitem', { name: 'Coffee shop' }).click();
});

after(async () => {
  await browser?.close();
  await app?.end();
});

/** By the palette, as a person without a mouse does. */
async function command(name) {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type(name);
  await page.getByRole('option', { name }).first().waitFor({ timeout: 5000 });
  await page.keyboard.press('Enter');
}

const tabOf = (name) => page.getByRole('tab', { name }).first();
const inside = (name) => page.getByRole('main').getByRole('tab', { name }).last();

/** Where to go, and what shows that it is there. */
const pages = [
  ['the palette', () => page.keyboard.press('Control+k'), () => page.getByRole('dialog')],
  ['shortcuts', () => command('Shortcuts'), () => page.getByRole('dialog')],
  ['the trash', () => command('Trash'), () => page.getByRole('dialog')],
  ['a new workspace', () => command('New workspace'), () => page.getByRole('dialog')],
  ['joining a team', () => command('Join a team'), () => page.getByRole('dialog')],
  ['import', () => page.keyboard.press('Control+o'), () => page.getByRole('dialog')],
  ['a collection', () => command('Coffee shop'), () => tabOf('Coffee shop')],
  ['a folder', () => command('Requests'), () => tabOf('Requests')],
  ['an environment', () => command('Edit Demo API'), () => tabOf('Demo API')],
  [
    'globals',
    () => page.getByRole('button', { name: 'Globals' }).or(page.getByText('Globals')).first().click(),
    () => tabOf('Globals'),
  ],
  ['settings', () => command('Settings'), () => tabOf('Settings')],
  [
    'the console',
    () => page.getByRole('button', { name: /^Console/ }).click(),
    () => page.getByRole('region', { name: 'Console' }),
  ],
  [
    'a run',
    () => command('Run Coffee shop'),
    () => page.getByRole('button', { name: /^Run \d+|^Start|^Run$/ }).first(),
  ],
  ['a new request', () => command('New request'), () => tabOf(/New request|Untitled/)],
  ['the account', () => command('Account'), () => tabOf('Account')],
  ['the team', () => command('Team'), () => tabOf('Team')],
  ['the workspace', () => command('Workspace and its people'), () => tabOf(/Workspace/)],
];

async function close() {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

for (const theme of ['Light', 'Dark', 'High contrast']) {
  test(`nothing serious is wrong in the theme ${theme}`, { skip }, async (t) => {
    await command(`Theme: ${theme}`);
    for (const [name, go, there] of pages) {
      await t.test(name, async () => {
        await go();
        await there().waitFor({ timeout: 5000 });
        assert.deepEqual(await seriousFaults(page), []);
        if (name === 'the console') await page.keyboard.press('Control+Alt+c');
        if ((await page.getByRole('dialog').count()) > 0) await close();
      });
    }
  });
}

test('nothing serious is wrong with the parts of a request', { skip }, async () => {
  await command('Theme: Light');
  await command('Order coffee');
  for (const part of ['Params', 'Headers', 'Body', 'Auth', 'Scripts', 'Settings', 'Examples']) {
    await inside(new RegExp(`^${part}`)).click();
    assert.deepEqual(await seriousFaults(page), [], part);
  }
});

test('nothing serious is wrong with the parts of a response', { skip }, async () => {
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('200 OK').first().waitFor();
  for (const part of ['Body', 'Headers', 'Cookies', 'Tests', 'Console', 'Timeline', 'TLS']) {
    await page
      .getByRole('region', { name: 'Response' })
      .getByRole('tab', { name: new RegExp(`^${part}`) })
      .click();
    assert.deepEqual(await seriousFaults(page), [], part);
  }
});
