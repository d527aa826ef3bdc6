import { randomInt } from 'node:crypto';

import { flaws, none, screens } from './audit';
import { signedIn } from './browsing';
import { expect, test } from './fixtures';
import { newVoter } from './voters';

// The demo data: as many projects as a list needs to have several pages.
test.use({ settings: { LOCAL_SEED: 'true' } });

for (const { width, colorScheme } of screens) {
  test.describe(`at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('everybody looks through the projects, and finds one', async ({ page, watch }) => {
      await page.goto('/projects');
      const cards = page.getByRole('article');
      await expect(cards.first()).toBeVisible();
      await expect(page.getByText('40 projects')).toBeVisible();
      expect(await flaws(page)).toEqual(none);

      await page.getByLabel('Order').selectOption('Most points first');
      await expect(page).toHaveURL('/projects?order=MOST_POINTS');
      await expect(cards.first()).toContainText('Bikes at every office');

      await page.getByLabel('Search').fill('choir');
      await expect(page).toHaveURL('/projects?order=MOST_POINTS&q=choir');
      await expect(page.getByText('1 project', { exact: true })).toBeVisible();
      await expect(cards).toHaveCount(1);
      await page.getByLabel('Search').fill('no such words');
      await expect(page.getByText('Nothing found')).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await page.getByRole('link', { name: 'Show all projects' }).click();
      await expect(page).toHaveURL('/projects');
      await expect(page.getByLabel('Search')).toHaveValue('');

      await page.getByRole('link', { name: 'A choir' }).click();
      await expect(page).toHaveTitle('A choir · Unicorn Pursuit');
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
      expect(await flaws(page)).toEqual(none);
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
    });
  });
}

test('the list goes on as somebody scrolls, and is still there after going back', async ({ page }) => {
  await page.goto('/projects');
  const cards = page.getByRole('article');
  await expect(cards).toHaveCount(20);
  await page.getByRole('button', { name: 'Show more' }).scrollIntoViewIfNeeded();
  await expect(cards).toHaveCount(40);
  await expect(page.getByRole('button', { name: 'Show more' })).toBeHidden();
  const titles = await cards.getByRole('heading').allTextContents();
  expect(new Set(titles).size).toBe(40);
  await cards.last().getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(titles.at(-1) ?? '');
  await page.goBack();
  await expect(cards).toHaveCount(40);
});

test('somebody pitches a project, changes it, and withdraws it', async ({ page, server }) => {
  const title = `Kites ${randomInt(1e9)}`;
  await signedIn(page, (await newVoter(server)).email);
  await page.goto('/projects');
  await page.getByRole('link', { name: 'Pitch a project' }).click();
  await page.getByRole('button', { name: 'Pitch it' }).click();
  await expect(page.getByText('Give it a title of 3 to 100 characters.')).toBeVisible();
  await expect(page.getByLabel('Title')).toBeFocused();
  expect(await flaws(page)).toEqual(none);
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Pitch', { exact: true }).fill('Kites for everybody.\n\nOn the roof, at noon.');
  await page.getByRole('button', { name: 'Pitch it' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page.getByText('On the roof, at noon.')).toBeVisible();
  await expect(page.getByText('Your own project')).toBeVisible();
  expect(await flaws(page)).toEqual(none);

  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByLabel('Title')).toHaveValue(title);
  await page.getByLabel('Title').fill(`${title} for all`);
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${title} for all`);

  await page.getByRole('link', { name: 'All projects' }).click();
  await page.getByLabel('Show').selectOption('My projects');
  await expect(page.getByRole('article')).toHaveCount(1);
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  const dialog = page.getByRole('dialog', { name: `Withdraw “${title} for all”?` });
  await expect(dialog).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('button', { name: 'Withdraw' })).toBeFocused();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await dialog.getByRole('button', { name: 'Withdraw it' }).click();
  await expect(page).toHaveURL('/projects');
  await expect(page.getByText(`“${title} for all” is withdrawn.`)).toBeVisible();
  await page.getByLabel('Search').fill(title);
  await expect(page.getByText('Nothing found')).toBeVisible();
});

test('a project that is gone says so, and a server out of reach can be asked again', async ({ page }) => {
  await page.goto('/projects/no-such-project');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This project does not exist');
  expect(await flaws(page)).toEqual(none);
  await page.route('**/graphql', (route) => route.abort());
  await page.goto('/projects');
  await expect(page.getByRole('alert')).toContainText('The server does not answer');
  expect(await flaws(page)).toEqual(none);
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('article').first()).toBeVisible();
});
