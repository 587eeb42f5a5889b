// What was sent is found again, also after the agent was started anew, and nowhere on the disk in plain text.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { missing, picture, seriousFaults, startApp, startBrowser } from './support.mjs';

const skip = missing();
let app;
let browser;
let page;

async function openApp() {
  page = await browser.newPage({ viewport: { width: 1360, height: 850 }, colorScheme: 'light' });
  await page.goto(app.url);
  await page.getByRole('treeitem', { name: 'Coffee shop' }).waitFor();
}

before(async () => {
  if (skip) return;
  app = await startApp({ demo: true });
  browser = await startBrowser();
  await openApp();
});

after(async () => {
  await browser?.close();
  await app?.end();
});

async function send(name) {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type(name);
  await page.getByRole('option', { name }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name }).first().waitFor();
  const answered = page.waitForResponse((response) => response.url().endsWith('/agent/v1/send'));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await (await answered).finished();
}

const sent = () => page.getByRole('region', { name: 'What was sent' });
const entry = (name) => sent().getByRole('button', { name });

test('what was sent is listed by day, with what came of it', { skip }, async () => {
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByText('Nothing sent yet').waitFor();
  await send('Read the menu');
  await send('Order coffee');
  await send('A failure');
  await page.getByRole('button', { name: 'History' }).click();
  await sent().getByRole('region', { name: 'Today' }).waitFor();
  await entry(/A failure.*404/).waitFor();
  await entry(/Order coffee.*200/).click();
  const detail = page.getByRole('region', { name: 'What came of it' });
  await detail.getByRole('heading', { name: 'Order coffee' }).waitFor();
  await detail.getByText('espresso').first().waitFor();
  await picture(page, 'app-history');
  assert.deepEqual(await seriousFaults(page), []);
});

test('it is found by its address, its status and what came', { skip }, async () => {
  const search = sent().getByRole('searchbox');
  await search.fill('404');
  await entry(/Order coffee/).waitFor({ state: 'detached' });
  await entry(/A failure/).waitFor();
  await search.fill('espresso');
  await entry(/Read the menu/).waitFor(); // it stands in its address
  await entry(/Order coffee/).waitFor({ state: 'detached' });
  await sent().getByText('Search in responses, too').click();
  await entry(/Order coffee/).waitFor();
  await search.fill('');
});

test('it is there after a new start, encrypted on the disk', { skip }, async () => {
  await page.close();
  app = await app.restart('SIGKILL');
  for (const name of await readdir(app.data)) {
    if (!name.startsWith('local.')) continue;
    const bytes = await readFile(join(app.data, name));
    assert.ok(!bytes.includes('espresso') && !bytes.includes('Order coffee'), name);
  }
  await openApp();
  await page.getByRole('button', { name: 'History' }).click();
  await entry(/Order coffee/).waitFor();
});

test('it is opened as it was sent, and sent again', { skip }, async () => {
  await entry(/Order coffee/).click();
  const detail = page.getByRole('region', { name: 'What came of it' });
  await detail.getByRole('button', { name: 'Open as it was sent' }).click();
  await page.getByRole('textbox', { name: 'URL' }).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  await page.getByRole('button', { name: 'History' }).click();
  await detail.getByRole('button', { name: 'Open the saved one' }).click();
  await page.getByRole('tab', { name: 'Order coffee' }).first().waitFor();
});

test('one is removed, then all of them', { skip }, async () => {
  await page.getByRole('button', { name: 'History' }).click();
  await entry(/A failure/).focus();
  await page.keyboard.press('Delete');
  await entry(/A failure/).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Clear the history' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear' }).click();
  await page.getByText('Nothing sent yet').waitFor();
});

test('it is kept as the settings say: paused, or not at all, once that was confirmed', { skip }, async () => {
  await page.keyboard.press('Control+,');
  const settings = page.getByRole('region', { name: 'History', exact: true });
  await settings.getByText('Write down nothing new for now').click();
  await settings.getByRole('checkbox').and(page.locator(':checked')).waitFor({ state: 'attached' });
  await send('Order coffee');
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByText('Nothing new is written down').waitFor();
  await page.getByRole('tab', { name: 'Settings' }).first().click();
  await settings.getByText('Write down nothing new for now').click();
  await send('Read the menu');
  await page.getByRole('button', { name: 'History' }).click();
  await entry(/Read the menu/).waitFor();
  await page.getByRole('tab', { name: 'Settings' }).first().click();
  await settings.getByRole('button', { name: /Keep it/ }).click();
  await page.getByRole('option', { name: 'not at all' }).click();
  await page.getByRole('button', { name: 'Clear it, and keep none' }).click();
  await settings.getByRole('button', { name: /not at all/ }).waitFor();
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByText('None is kept').waitFor();
});
