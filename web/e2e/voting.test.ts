import { randomInt } from 'node:crypto';

import type { Page } from '@playwright/test';

import { newAccount } from './accounts';
import { flaws, none, screens } from './audit';
import { signedIn, tabTo } from './browsing';
import { expect, test } from './fixtures';
import type { Server } from './server';
import { castVote, createProject, newVoter } from './voters';

/** Two projects of somebody else, found by a word that no other project has. */
async function twoProjects(server: Server) {
  const owner = await newVoter(server);
  const word = `horn${randomInt(1e9)}`;
  const choir = `A choir ${word}`;
  const bikes = `Bikes for errands ${word}`;
  const ids = [await createProject(server, owner, choir), await createProject(server, owner, bikes)];
  return { owner, choir, bikes, ids, address: `/projects?q=${word}&order=TITLE` };
}

const card = (page: Page, title: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name: title }) });
const token = (page: Page, points: number) =>
  page.getByRole('region', { name: 'Your five votes' }).getByRole('button', { name: new RegExp(`^${points}, `) });

for (const { width, colorScheme } of screens) {
  test.describe(`at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('somebody votes, moves the vote and takes it back by the keyboard alone', async ({ page, server, watch }) => {
      const { choir, bikes, address } = await twoProjects(server);
      await signedIn(page, (await newVoter(server)).email);
      await page.goto(address);
      await expect(card(page, choir)).toBeVisible();
      expect(await flaws(page)).toEqual(none);

      // Taken up in the tray, put down on a project.
      await tabTo(page, token(page, 5));
      await page.keyboard.press('Space');
      await expect(token(page, 5)).toHaveAttribute('aria-pressed', 'true');
      await expect(page.getByText('Choose a project for your 5.')).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await tabTo(page, card(page, choir).getByRole('button'));
      await page.keyboard.press('Enter');
      const given = page.getByRole('button', { name: `Your vote for “${choir}”: 5` });
      await expect(given).toBeFocused();
      await expect(card(page, choir)).toContainText('5 points');
      await expect(page.getByText(`You gave “${choir}” a vote of 5.`)).toBeVisible();
      expect(await flaws(page)).toEqual(none);

      // Moved by the menu of another project.
      await tabTo(page, page.getByRole('button', { name: `Vote for “${bikes}”` }));
      await page.keyboard.press('Enter');
      await expect(page.getByRole('menuitem', { name: `5 points now with ${choir}` })).toBeFocused();
      expect(await flaws(page)).toEqual(none);
      await page.keyboard.press('Enter');
      await expect(card(page, bikes)).toContainText('5 points');
      await expect(card(page, choir)).toContainText('0 points');
      await expect(page.getByText(`Your vote of 5 moved to “${bikes}”.`)).toBeVisible();

      // Taken back on the page of one's votes.
      await page.goto('/votes');
      await expect(page.getByRole('link', { name: bikes })).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await tabTo(page, page.getByRole('button', { name: `Take your vote for “${bikes}” back` }));
      await page.keyboard.press('Enter');
      await expect(page.getByRole('link', { name: 'Find a project for it' }).first()).toBeFocused();
      await expect(page.getByText('Your vote of 5 is yours again.')).toBeVisible();
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
    });
  });
}

test('a value is dragged onto a project, and from there to another', async ({ page, server, watch }) => {
  const { choir, bikes, address } = await twoProjects(server);
  await signedIn(page, (await newVoter(server)).email);
  await page.goto(address);
  await token(page, 4).dragTo(card(page, choir));
  await expect(card(page, choir).getByRole('button', { name: `Your vote for “${choir}”: 4` })).toBeVisible();
  await expect(token(page, 4)).toHaveAccessibleName(`4, now with “${choir}”`);
  await token(page, 4).dragTo(card(page, bikes));
  await expect(card(page, bikes).getByRole('button', { name: `Your vote for “${bikes}”: 4` })).toBeVisible();
  await expect(card(page, choir)).toContainText('no votes yet');
  await page.reload();
  await expect(card(page, bikes)).toContainText('4 points');
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
});

test('two projects exchange their values, and a project gets another one, each by one request', async ({
  page,
  server,
  watch,
}) => {
  const { choir, bikes, ids, address } = await twoProjects(server);
  const voter = await newVoter(server);
  await castVote(server, voter, ids[0] ?? '', 5);
  await castVote(server, voter, ids[1] ?? '', 3);
  await signedIn(page, voter.email);
  await page.goto(address);
  const sent: string[] = [];
  page.on('request', (request) => {
    const operation = /"operationName":"(\w+Vote)"/.exec(request.postData() ?? '');
    if (operation?.[1]) sent.push(operation[1]);
  });
  await tabTo(page, page.getByRole('button', { name: `Your vote for “${bikes}”: 3` }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: `5 points now with ${choir}` })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(`Your vote of 5 moved to “${bikes}”, and your 3 to “${choir}”.`)).toBeVisible();
  await expect(card(page, bikes)).toContainText('5 points');
  await expect(card(page, choir)).toContainText('3 points');

  await token(page, 1).dragTo(card(page, choir));
  await expect(page.getByText(`You gave “${choir}” a vote of 1.`)).toBeVisible();
  await expect(token(page, 3)).toHaveAccessibleName('3, free');
  await page.reload();
  await expect(card(page, bikes)).toContainText('5 points');
  await expect(card(page, choir)).toContainText('1 point');
  expect(sent).toEqual(['MoveVote', 'MoveVote']);
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
});

test('votes given in a hurry all count', async ({ page, server }) => {
  const { choir, bikes, address } = await twoProjects(server);
  await signedIn(page, (await newVoter(server)).email);
  await page.goto(address);
  await expect(token(page, 5)).toHaveAccessibleName('5, free');
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('"CastVote"')) await held;
    await route.continue();
  });
  await token(page, 5).dragTo(card(page, choir));
  await expect(card(page, choir)).toContainText('5 points');
  // The first vote is still on its way: these two are planned when it has arrived.
  await token(page, 4).dragTo(card(page, bikes));
  await token(page, 4).dragTo(card(page, choir));
  answer();
  await expect(page.getByText(`Your vote of 4 moved to “${choir}”, and your 5 to “${bikes}”.`)).toBeVisible();
  await page.reload();
  await expect(card(page, choir)).toContainText('4 points');
  await expect(card(page, bikes)).toContainText('5 points');
});

test('a vote shows before the server has answered, and disappears when the server refuses', async ({
  page,
  server,
}) => {
  const { choir, ids, address } = await twoProjects(server);
  const voter = await newVoter(server);
  await signedIn(page, voter.email);
  await page.goto(address);
  await expect(token(page, 3)).toHaveAccessibleName('3, free');
  // Meanwhile the same person spends the value elsewhere: what this page knows is out of date.
  await castVote(server, voter, ids[1] ?? '', 3);
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('"CastVote"')) await held;
    await route.continue();
  });
  await token(page, 3).click();
  await card(page, choir)
    .getByRole('button', { name: /^Give your 3/ })
    .click();
  await expect(card(page, choir)).toContainText('3 points');
  await expect(token(page, 3)).toHaveAccessibleName(`3, now with “${choir}”`);
  answer();
  await expect(page.getByText('You have spent this value on another project.')).toBeVisible();
  await expect(card(page, choir)).toContainText('no votes yet');
  await expect(token(page, 3)).toHaveAccessibleName(/^3, now with “Bikes/);
});

test('a vote that is cut off is cast once, as soon as the network lets it', async ({ page, server }) => {
  const { choir, address } = await twoProjects(server);
  await signedIn(page, (await newVoter(server)).email);
  await page.goto(address);
  let lost = 0;
  await page.route('**/graphql', async (route) => {
    if (lost > 0 || !route.request().postData()?.includes('"CastVote"')) {
      await route.continue();
      return;
    }
    lost += 1;
    await route.fetch(); // it reaches the server,
    await route.abort(); // and the answer nobody
  });
  await token(page, 2).dragTo(card(page, choir));
  await expect(page.getByText(`You gave “${choir}” a vote of 2.`)).toBeVisible();
  expect(lost).toBe(1);
  await page.reload();
  await expect(card(page, choir)).toContainText('2 points');
  await expect(card(page, choir)).toContainText('1 vote');
});

test('an ended session asks for the password, and the vote that met it is cast', async ({ page, context, server }) => {
  const { choir, address } = await twoProjects(server);
  const { email } = await newVoter(server);
  await signedIn(page, email);
  await page.goto(address);
  await expect(token(page, 1)).toBeVisible();
  await context.clearCookies();
  await token(page, 1).dragTo(card(page, choir));
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.getByLabel('Password', { exact: true }).fill('Horn-7-Pursued-Again!');
  expect(await flaws(page)).toEqual(none);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText(`You gave “${choir}” a vote of 1.`)).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(card(page, choir)).toContainText('1 point');
});

test('a person without a verified email address learns so, and is led to it', async ({ page, server }) => {
  const { choir, address } = await twoProjects(server);
  await signedIn(page, (await newAccount(server)).email);
  await page.goto(address);
  await expect(card(page, choir)).toBeVisible();
  await expect(page.getByText('One step before you can vote and pitch')).toBeVisible();
  await expect(token(page, 5)).toBeHidden();
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('link', { name: 'verify your email address' }).click();
  await expect(page).toHaveURL('/profile?verify=email');
});

test('somebody who is not signed in is redirected to the sign-in, and back', async ({ page, server }) => {
  const { choir, address } = await twoProjects(server);
  const { email } = await newVoter(server);
  await page.goto(address);
  await card(page, choir).getByRole('link', { name: 'Sign in to vote' }).click();
  await page.getByLabel('Work email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('Horn-7-Pursued-Again!');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(address);
  await expect(card(page, choir).getByRole('button', { name: /^Vote for/ })).toBeVisible();
});
