// People on a team server, each with an agent and a browser of their own, and what all of them do.
import { startApp } from './support.mjs';

/** Gives the person an agent on the server, and a page of it in a browser's context of its own. */
export async function openFor(person, { server, browser }) {
  person.app = await startApp({ server: server.url });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
  person.page = await context.newPage();
  person.page.setDefaultTimeout(15_000);
  await person.page.goto(person.app.url);
}

export async function giveEmailAndPassword({ page, email, password }) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

export const switcher = (page) => page.getByRole('button', { name: /^Workspace:/ });

/** Resolves once a workspace is open; makes the first one. */
export async function enter({ page }) {
  const make = page.getByRole('button', { name: 'Make my workspace' });
  await make.or(switcher(page)).first().waitFor();
  if (await make.isVisible()) await make.click();
  await switcher(page).waitFor();
}

export async function signIn(person) {
  await giveEmailAndPassword(person);
  await enter(person);
}

export async function signOut({ page }) {
  await page.getByRole('button', { name: /^Account:/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Signet' }).waitFor();
}

/** A page out of the account's menu, and a part of it. */
export async function openPlace({ page }, item, part) {
  await page.getByRole('button', { name: /^Account:/ }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
  if (part) await page.getByRole('tab', { name: part, exact: true }).click();
}

/** Gives the password again where that is asked before `next` shows. */
export async function giveAgain({ page, password }, next) {
  const field = page.getByRole('dialog', { name: 'Your password, please' }).getByLabel('Password', { exact: true });
  await field.or(next).first().waitFor();
  if (!(await field.isVisible())) return;
  await field.fill(password);
  await page.keyboard.press('Enter');
  await next.first().waitFor();
}
