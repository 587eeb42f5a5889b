// One's own account, as people come to it, change it and lose the way into it: with the mails that the server sends.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { enter, giveAgain, giveEmailAndPassword, openFor, openPlace, signIn, signOut, switcher } from './people.mjs';
import {
  call,
  eventually,
  missing,
  oneTimeCode,
  picture,
  seriousFaults,
  startApp,
  startBrowser,
  startServer,
} from './support.mjs';

const skip = missing();
let server;
let browser;
const ada = { name: 'Ada', email: 'ada@example.com', password: 'plum-harbor-tin-eagle' };
const ben = { name: 'Ben', email: 'ben@example.com', password: 'cedar-lantern-oak-river' };
/** What Ada's authenticator app was given. */
let key;
let recoveryCodes;

before(async () => {
  if (skip) return;
  server = await startServer();
  browser = await startBrowser();
  for (const person of [ada, ben]) await openFor(person, { server, browser });
});

after(async () => {
  await browser?.close();
  for (const person of [ada, ben]) await person.app?.end();
  await server?.end();
});

async function giveLink({ page }, link) {
  await page.getByLabel('Link of the mail').fill(link);
  await page.keyboard.press('Enter');
}

test('an account is made, and its address confirmed by the link of the mail', { skip }, async () => {
  for (const person of [ada, ben]) {
    const { page, email, name, password } = person;
    await page.getByRole('button', { name: 'Make an account' }).click();
    assert.deepEqual(await seriousFaults(page), []);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password again').fill(password);
    await picture(page, `sign-up-${name}`);
    await page.keyboard.press('Enter');
    await page.getByText(`A mail is on its way to ${email}`).waitFor();
    await giveLink(person, await server.mail.link(email));
    await page.getByText('Your address is confirmed').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await enter(person);
  }
});

test('a password that was forgotten is set anew by the link of a mail', { skip }, async () => {
  const { page } = ben;
  await signOut(ben);
  await page.getByRole('button', { name: 'I forgot my password' }).click();
  await page.getByLabel('E-mail address').fill(ben.email);
  await page.keyboard.press('Enter');
  await page.getByText('a mail is on its way').waitFor();
  const link = await server.mail.link(ben.email);
  await giveLink(ben, 'https://signet.test/elsewhere');
  await page.getByText('This is no link of a mail from Signet').waitFor();
  await giveLink(ben, link);
  ben.password = 'marble-violin-fern-otter';
  await page.getByLabel('New password', { exact: true }).fill(ben.password);
  await page.getByLabel('New password again').fill('something else than that');
  await page.getByText('The two are not the same.').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Set the password' }).isDisabled());
  await page.getByLabel('New password again').fill(ben.password);
  await page.keyboard.press('Enter');
  await page.getByText('Your new password is set').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(ben.password);
  await page.keyboard.press('Enter');
  await enter(ben);
  await signOut(ben);
  await page.getByRole('button', { name: 'I have a link from a mail' }).click();
  await giveLink(ben, link);
  await page.getByLabel('New password', { exact: true }).fill('a second use of the link');
  await page.getByLabel('New password again').fill('a second use of the link');
  await page.keyboard.press('Enter');
  await page
    .getByRole('alert')
    .getByText(/unknown, used, or too old/i)
    .waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
  await signIn(ben);
});

test('the links of mails lead to a page that says where to give them', { skip }, async () => {
  for (const path of ['/verify', '/reset', '/invitation', '/account/email', '/sign-in']) {
    const response = await fetch(`${server.url}${path}`);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /Copy the address of this page/);
  }
});

test('a new password ends all other sessions', { skip }, async () => {
  const elsewhere = await startApp({ server: server.url });
  try {
    const { email, page } = ada;
    await call(elsewhere, 'POST', '/agent/v1/sign-in', { email, password: ada.password });
    await openPlace(ada, 'Account', 'Sessions');
    const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
    await eventually(async () => assert.equal(await sessions.count(), 2));
    assert.equal(await sessions.filter({ hasText: 'Signet app' }).count(), 2);
    assert.deepEqual(await seriousFaults(page), []);
    await page.getByRole('tab', { name: 'Security' }).click();
    await page.getByLabel('Present password').fill('not her password at all');
    const next = 'amber-falcon-dune-sail';
    await page.getByLabel('New password', { exact: true }).fill(next);
    await page.getByLabel('New password again').fill(next);
    await page.keyboard.press('Enter');
    await page.getByText(/wrong password/i).waitFor();
    await page.getByLabel('Present password').fill(ada.password);
    await page.keyboard.press('Enter');
    await page.getByText('Your password is changed').waitFor();
    ada.password = next;
    assert.equal((await call(elsewhere, 'GET', '/agent/v1/status')).account, null);
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await eventually(async () => assert.equal(await sessions.count(), 1));
  } finally {
    await elsewhere.end();
  }
});

test('the e-mail address becomes another by the link of the mail to the new one', { skip }, async () => {
  const { page } = ada;
  await page.getByRole('tab', { name: 'Profile' }).click();
  await page.getByLabel('New address', { exact: true }).fill('ada@new.example.com');
  await page.keyboard.press('Enter');
  const sent = page.getByText('Mails are on their way');
  await giveAgain(ada, sent);
  await page.getByLabel('Link of the mail to the new address').fill('https://signet.test/reset#abc');
  await page.getByText('It sets a new password').waitFor();
  const link = await server.mail.link('ada@new.example.com');
  await page.getByLabel('Link of the mail to the new address').fill(link);
  await page.keyboard.press('Enter');
  await page.getByText('Your e-mail address is changed').waitFor();
  await page.getByText('Now ada@new.example.com.').waitFor();
  ada.email = 'ada@new.example.com';
  await signOut(ada);
  await signIn(ada);
});

test('a second factor comes with recovery codes, each of which signs in once', { skip }, async () => {
  const { page } = ada;
  await openPlace(ada, 'Account', 'Security');
  await page.getByRole('button', { name: 'Set up' }).click();
  const code = page.getByLabel(/Type the code/);
  await giveAgain(ada, code);
  key = (await page.locator('.two-factor-key').innerText()).replaceAll(/\s/g, '');
  await code.fill(oneTimeCode(key));
  await page.keyboard.press('Enter');
  const shown = page.locator('pre[aria-label="Recovery codes"]');
  await shown.waitFor();
  recoveryCodes = (await shown.innerText()).trim().split('\n');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await (await saving).path();
  assert.equal(await readFile(file, 'utf8'), `${recoveryCodes.join('\n')}\n`);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('10 recovery codes are left').waitFor();
  for (const isFirst of [true, false]) {
    await signOut(ada);
    await giveEmailAndPassword(ada);
    await page.getByRole('textbox', { name: 'Code', exact: true }).fill(recoveryCodes[0]);
    await page.keyboard.press('Enter');
    if (isFirst) await enter(ada);
    else
      await page
        .getByRole('alert')
        .getByText(/wrong code/i)
        .waitFor();
  }
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(recoveryCodes[1]);
  await page.keyboard.press('Enter');
  await enter(ada);
  await openPlace(ada, 'Account', 'Security');
  await page.getByText('8 recovery codes are left').waitFor();
});

test('a machine that is remembered is asked for no code, until it is forgotten', { skip }, async () => {
  const { page } = ada;
  await page.getByText('There is none: every sign-in takes a code.').waitFor();
  await signOut(ada);
  await giveEmailAndPassword(ada);
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(recoveryCodes[2]);
  await page.getByText('Ask for no code on this machine').click();
  await picture(page, 'sign-in-code');
  await page.getByRole('textbox', { name: 'Code', exact: true }).press('Enter');
  await enter(ada);
  await signOut(ada);
  await signIn(ada);
  const kept = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), document.cookie]));
  assert.ok(!/[A-Za-z0-9]{43}/.test(kept), 'the page has no token');
  await openPlace(ada, 'Account', 'Security');
  await picture(page, 'account-security');
  await page.getByRole('button', { name: /^Forget the device/ }).click();
  await page.getByText('There is none: every sign-in takes a code.').waitFor();
  await signOut(ada);
  await giveEmailAndPassword(ada);
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill(recoveryCodes[3]);
  await page.keyboard.press('Enter');
  await enter(ada);
});

test('a team that requires a second factor leads who has none to it', { skip }, async () => {
  const team = await call(ada.app, 'POST', '/api/v1/teams', { name: 'Rockets' });
  const { id } = await call(ada.app, 'POST', '/api/v1/workspaces', {
    kind: 'team',
    name: 'Launch',
    team: team.id,
    member_role: 'editor',
  });
  await call(ada.app, 'POST', `/api/v1/teams/${team.id}/invitations`, { email: ben.email, role: 'member' });
  const { page } = ben;
  await switcher(page).click();
  await page.getByRole('menuitem', { name: /Join a team/ }).click();
  await page.getByLabel('Link of the invitation').fill(await server.mail.link(ben.email));
  await page.keyboard.press('Enter');
  await page.getByText('You are in the team').waitFor();
  await openPlace(ada, 'Team', 'Settings');
  await ada.page.getByRole('button', { name: 'Require it' }).click();
  await giveAgain(ada, ada.page.getByText('Required', { exact: true }));
  await assert.rejects(call(ben.app, 'GET', `/api/v1/workspaces/${id}/elements`), /second factor/);
  await switcher(page).click();
  await page.getByRole('menuitem', { name: /Launch/ }).click();
  await page.getByText('This team requires a second factor.').waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  await picture(page, 'factor-wanted');
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  const code = page.getByLabel(/Type the code/);
  await giveAgain(ben, code);
  const his = (await page.locator('.two-factor-key').innerText()).replaceAll(/\s/g, '');
  await code.fill(oneTimeCode(his));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('This team requires a second factor.').waitFor({ state: 'detached' });
  await call(ben.app, 'GET', `/api/v1/workspaces/${id}/elements`);
});

test('what a team did is listed, filtered and taken along as a file', { skip }, async () => {
  const { page } = ada;
  await page.getByRole('tab', { name: 'Activity' }).click();
  const list = page.getByRole('list', { name: 'Activity' });
  await list.getByText('Team made').waitFor();
  await list.getByText('Joined the team').waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  await picture(page, 'app-activity');
  await page.getByRole('button', { name: /Person/ }).click();
  await page.getByRole('option', { name: /^Ben/ }).click();
  await list.getByText('Team made').waitFor({ state: 'detached' });
  await list.getByText('Joined the team').waitFor();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const lines = (await readFile(await (await saving).path(), 'utf8')).trim().split('\r\n');
  assert.equal(lines[0], 'time,who,what,detail,from');
  assert.ok(lines.slice(1).every((line) => line.split(',')[1] === 'Ben'));
  await page.getByRole('button', { name: 'Clear' }).click();
  await list.getByText('Team made').waitFor();
  await page.getByLabel('Until').fill('2020-01-01');
  await page.getByText('Nothing that the filter lets through').waitFor();
});

test('who changed what in a workspace is listed for all who are in it', { skip }, async () => {
  const { page } = ben;
  const { workspaces } = await call(ada.app, 'GET', '/api/v1/workspaces');
  const { id } = workspaces.find(({ name }) => name === 'Launch');
  await call(ada.app, 'POST', `/api/v1/workspaces/${id}/elements`, {
    kind: 'environment',
    content: { name: 'Staging', values: [] },
  });
  await switcher(page).click();
  await page.getByRole('menuitem', { name: /People and settings/ }).click();
  await page.getByRole('tab', { name: 'Activity' }).click();
  const row = page.getByRole('list', { name: 'Activity' }).getByRole('listitem').filter({ hasText: 'Staging' });
  await row.getByText('Made', { exact: true }).waitFor();
  assert.match(await row.innerText(), /Ada/);
  await page.getByRole('button', { name: /Action/ }).click();
  await page.getByRole('option', { name: 'Deleted for good' }).click();
  await page.getByText('Nothing that the filter lets through').waitFor();
});

test('who is mentioned in a comment is told', { skip }, async () => {
  const { page } = ada;
  await switcher(page).click();
  await page.getByRole('menuitem', { name: /Launch/ }).click();
  await page
    .getByRole('list', { name: 'Environments' })
    .getByRole('button', { name: /^Staging/ })
    .click();
  await page.getByRole('tab', { name: /Staging/ }).waitFor();
  await page.keyboard.press('Control+Alt+m');
  const field = page.getByRole('textbox', { name: 'New comment' });
  await field.click();
  await page.keyboard.type('Look at this, @be');
  await page.getByRole('option', { name: /Ben/ }).waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  await picture(page, 'app-mention');
  await page.keyboard.press('Enter');
  assert.equal(await field.inputValue(), 'Look at this, @Ben ');
  await page.keyboard.type('please');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('article', { name: 'By Ada' }).getByText('@Ben', { exact: true }).waitFor();
  const { notifications } = await call(ben.app, 'GET', '/api/v1/notifications');
  assert.match(notifications[0].text, /^Ada mentioned you in a comment on "Staging"/);
  await page.getByRole('article', { name: 'By Ada' }).getByRole('button', { name: 'Edit' }).click();
  assert.equal(await page.getByRole('textbox', { name: 'Edit the comment' }).inputValue(), 'Look at this, @Ben please');
  await page.getByRole('button', { name: 'Cancel' }).click();
});

test('an API key is made, replaced by another, and revoked', { skip }, async () => {
  const { page } = ada;
  const works = async (value) => (await fetch(`${server.url}/api/v1/account`, { headers: { 'X-API-Key': value } })).ok;
  const shown = page.getByLabel('API key', { exact: true });
  const takeKey = async () => {
    await giveAgain(ada, shown);
    const value = (await shown.innerText()).trim();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    return value;
  };
  await openPlace(ada, 'Account', 'API keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Pipeline');
  await page.keyboard.press('Enter');
  const first = await takeKey();
  assert.ok(await works(first));
  await page.getByRole('button', { name: 'Replace Pipeline' }).click();
  await page.getByRole('button', { name: /The old key works on/ }).click();
  await page.getByRole('option', { name: 'Not at all' }).click();
  await page.getByRole('button', { name: 'Make the new key' }).click();
  const second = await takeKey();
  assert.ok(!(await works(first)));
  assert.ok(await works(second));
  await page.getByRole('button', { name: 'Revoke Pipeline' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await eventually(async () => assert.ok(!(await works(second))));
  assert.ok(!(await page.content()).includes(second));
});

test('a workspace is put into the archive, taken out, and deleted by typing its name', { skip }, async () => {
  const { page } = ada;
  await switcher(page).click();
  await page.getByRole('menuitem', { name: /New workspace/ }).click();
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Scratch');
  await page.getByRole('dialog').getByRole('button', { name: 'Make workspace' }).click();
  await page.getByRole('button', { name: 'Workspace: Scratch' }).waitFor();
  await openPlace(ada, 'Workspace and its people', 'Settings');
  const newCollection = page.getByRole('button', { name: 'New collection' });
  await page.getByRole('button', { name: 'Put it into the archive' }).click();
  await page.getByText('It is in the archive').waitFor();
  await switcher(page).getByText('Archived').waitFor();
  await page.getByRole('button', { name: 'Take it out of the archive' }).click();
  await page.getByRole('button', { name: 'Put it into the archive' }).waitFor();
  await page.getByRole('button', { name: /Delete the workspace/ }).click();
  const dialog = page.getByRole('alertdialog');
  assert.ok(await dialog.getByRole('button', { name: 'Delete for good' }).isDisabled());
  await dialog.getByLabel(/to confirm/).fill('Scratch');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await page.getByRole('button', { name: 'Workspace: Scratch' }).count(), 0));
  await newCollection.or(switcher(page)).first().waitFor();
  const { workspaces } = await call(ada.app, 'GET', '/api/v1/workspaces');
  assert.ok(workspaces.every(({ name }) => name !== 'Scratch'));
});

test('a second factor is turned off by password and code, once the team lets one', { skip }, async () => {
  const { page } = ada;
  await openPlace(ada, 'Account', 'Security');
  await page.getByRole('button', { name: 'Turn off' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password').fill(ada.password);
  await dialog.getByRole('textbox', { name: 'Code', exact: true }).fill(recoveryCodes[4]);
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').getByText(/team/i).waitFor();
  await page.keyboard.press('Escape');
  await openPlace(ada, 'Team', 'Settings');
  await page.getByRole('button', { name: 'Require it no longer' }).click();
  await giveAgain(ada, page.getByText('Not required', { exact: true }));
  await openPlace(ada, 'Account', 'Security');
  await page.getByRole('button', { name: 'Turn off' }).click();
  await dialog.getByLabel('Password').fill('not her password at all');
  await dialog.getByRole('textbox', { name: 'Code', exact: true }).fill(recoveryCodes[5]);
  await page.keyboard.press('Enter');
  await dialog
    .getByRole('alert')
    .getByText(/wrong password/i)
    .waitFor();
  await dialog.getByLabel('Password').fill(ada.password);
  await page.keyboard.press('Enter');
  await page.getByText('Your second factor is off').waitFor();
  await signOut(ada);
  await signIn(ada);
});
