// The page of a team, as its owner and its members use it: roles, groups, what it asks of everybody, and leaving.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { giveAgain, giveEmailAndPassword, openFor, openPlace } from './people.mjs';
import { call, eventually, missing, picture, seriousFaults, startBrowser, startServer } from './support.mjs';

const skip = missing();
let server;
let browser;
const ada = { name: 'Ada', email: 'ada@example.com', password: 'plum-harbor-tin-eagle' };
const ben = { name: 'Ben', email: 'ben@example.com', password: 'cedar-lantern-oak-river' };

before(async () => {
  if (skip) return;
  server = await startServer();
  browser = await startBrowser();
  for (const person of [ada, ben]) {
    const { name, email, password } = person;
    await server.signUp({ name, email, password });
    await openFor(person, { server, browser });
    await giveEmailAndPassword(person);
    await person.page.getByRole('button', { name: 'Make my workspace' }).click();
    await person.page.getByRole('button', { name: /^Workspace:/ }).waitFor();
  }
});

after(async () => {
  await browser?.close();
  for (const person of [ada, ben]) await person.app?.end();
  await server?.end();
});

const members = (page) => page.getByRole('list', { name: 'Members' });

test('a team is made where there is none, and somebody is invited into it', { skip }, async () => {
  const { page } = ada;
  await openPlace(ada, 'Team');
  await page.getByRole('heading', { name: 'You are in no team yet' }).waitFor();
  await page.getByRole('button', { name: 'Make a team' }).click();
  await page.getByLabel('Name of the team').fill('Rockets');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Rockets' }).waitFor();
  await page.getByLabel('E-mail address').fill('nobody@example.com');
  await page.getByRole('button', { name: 'Invite' }).click();
  const takeBack = page.getByRole('button', { name: 'Take back the invitation of nobody@example.com' });
  await takeBack.click();
  await takeBack.waitFor({ state: 'detached' });
  await page.getByLabel('E-mail address').fill(ben.email);
  await page.keyboard.press('Enter');
  const token = await server.mail.token(ben.email);
  await call(ben.app, 'POST', '/api/v1/invitations/accept', { token });
  await page.reload();
  await members(page).getByText('ben@example.com').waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  await picture(page, 'app-team');
});

test('a member sees who is in it, and is offered nothing that only admins do', { skip }, async () => {
  const { page } = ben;
  await openPlace(ben, 'Team');
  await members(page).getByText('ada@example.com').waitFor();
  await page.getByText('Its admins and owners say who is in it').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Role of|^Remove|^Invite/ }).count(), 0);
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByText('The owners of the team say whether').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Delete the team|^Require/ }).count(), 0);
});

test('an admin is made of a member', { skip }, async () => {
  const { page } = ada;
  await page.getByRole('button', { name: /Role of Ben/ }).click();
  await page.getByRole('option', { name: 'Admin' }).click();
  await eventually(async () => {
    const { teams } = await call(ben.app, 'GET', '/api/v1/teams');
    assert.equal(teams[0].role, 'admin');
  });
});

test('a group is made, filled, renamed and deleted', { skip }, async () => {
  const { page } = ada;
  await page.getByRole('tab', { name: 'Groups' }).click();
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByLabel('Name of the group').fill('Crew');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Members of Crew' }).click();
  const tick = page.getByRole('checkbox', { name: /Ben/ });
  await tick.focus();
  await page.keyboard.press('Space');
  await eventually(async () => assert.ok(await tick.isChecked()));
  assert.deepEqual(await seriousFaults(page), []);
  const { teams } = await call(ada.app, 'GET', '/api/v1/teams');
  const { groups } = await call(ada.app, 'GET', `/api/v1/teams/${teams[0].id}/groups`);
  await eventually(async () => {
    const inside = await call(ada.app, 'GET', `/api/v1/teams/${teams[0].id}/members?group=${groups[0].id}`);
    assert.deepEqual(
      inside.members.map(({ email }) => email),
      [ben.email],
    );
  });
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Rename Crew' }).click();
  await page.getByLabel('Name of the group').fill('Ground crew');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Delete Ground crew' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('There is no group yet.').waitFor();
});

test('nobody locks oneself out by requiring a second factor that one has not', { skip }, async () => {
  const { page } = ada;
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Require it' }).click();
  await giveAgain(ada, page.getByRole('alert').filter({ hasText: /factor/i }));
  await page.getByText('Not required', { exact: true }).waitFor();
});

test('a member leaves, and the team is deleted by typing its name', { skip }, async () => {
  await ben.page.getByRole('button', { name: 'Leave the team' }).click();
  await ben.page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click();
  await ben.page.getByRole('heading', { name: 'You are in no team yet' }).waitFor();
  const { page } = ada;
  await page.getByRole('button', { name: 'Delete the team' }).click();
  await page.getByLabel('Type “Rockets” to confirm').fill('Rockets');
  await page.keyboard.press('Enter');
  await giveAgain(ada, page.getByRole('heading', { name: 'You are in no team yet' }));
});
