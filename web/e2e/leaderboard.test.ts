import type { Page, Route } from '@playwright/test';

import { flaws, none, screens } from './audit';
import { test as base, expect } from './fixtures';
import { type Voter, castVote, createProject, newVoter, withdrawProject } from './voters';

const inThreeDays = new Date(Date.now() + 3 * 24 * 60 * 60 * 1000).toISOString();

/** Pitches projects that are gone after the test, so that each begins with an empty board. */
const test = base.extend<{ pitch: (title: string) => Promise<string>; voter: Voter }>({
  voter: async ({ server }, use) => {
    await use(await newVoter(server));
  },
  pitch: async ({ server }, use) => {
    const owner = await newVoter(server); // nobody may vote for a project of one's own
    const pitched: string[] = [];
    await use(async (title) => {
      const id = await createProject(server, owner, title);
      pitched.push(id);
      return id;
    });
    for (const id of pitched) await withdrawProject(server, owner, id);
  },
});
test.use({ settings: { VOTING_CLOSES_AT: inThreeDays } });

const rows = (page: Page) => page.getByRole('list', { name: 'Standings' }).getByRole('listitem');
const says = (page: Page, text: string | RegExp) =>
  expect(page.getByRole('status').filter({ hasText: text })).toHaveCount(1);
const isStream = (route: Route) => route.request().headers().accept?.startsWith('text/event-stream');

test('an empty board invites to pitch', async ({ page, watch }) => {
  await page.goto('/leaderboard');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Leaderboard');
  await expect(page.getByText('No projects yet')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Pitch a project' })).toHaveAttribute('href', '/projects/new');
  await says(page, 'Live');
  expect(await flaws(page)).toEqual(none);
  await page.goto('/');
  await expect(page.getByText('No projects yet')).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
});

for (const { width, colorScheme } of screens) {
  test.describe(`at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('bars, table and the board of the front page say the same', async ({ page, server, voter, pitch, watch }) => {
      await castVote(server, voter, await pitch('Bikes at every office'), 3);
      await castVote(server, voter, await pitch('A choir'), 2);
      await castVote(server, await newVoter(server), await pitch('Quiet rooms'), 2);

      await page.goto('/leaderboard');
      await expect(rows(page)).toHaveText([
        /Place 1.*Bikes.*3 points.*Ada Lovelace.*1 vote/,
        /Place 2tied.*A choir.*2 points/,
        /Place 2tied.*Quiet rooms/,
      ]);
      await expect(page.getByText('Voting closes in 3 days')).toBeVisible();
      await expect(page.getByText('3 votes cast')).toBeVisible();
      await says(page, 'Live');
      expect(await flaws(page)).toEqual(none);

      await page.getByRole('button', { name: 'Table' }).press('Enter');
      await expect(page).toHaveURL('/leaderboard?view=table');
      await expect(page.getByRole('button', { name: 'Table' })).toBeFocused();
      await expect(page.getByRole('row')).toHaveText([
        /^PlaceProjectPointsVotesOwner$/,
        /^1Bikes at every office31Ada/,
        /^2 \(tied\)A choir21Ada/,
        /^2 \(tied\)Quiet rooms21/,
      ]);
      expect(await flaws(page)).toEqual(none);
      await page.reload();
      await expect(page.getByRole('row')).toHaveCount(4);

      await page.goto('/');
      await expect(rows(page)).toHaveText([/Bikes/, /A choir/, /Quiet rooms/]);
      expect(await flaws(page)).toEqual(none);
      await page.getByRole('link', { name: 'See the whole leaderboard' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
    });
  });
}

/** Counts the rows that have begun to glide to another place. */
async function countGlides(page: Page): Promise<() => Promise<number>> {
  let glides = 0;
  await page.exposeFunction('glides', () => (glides += 1));
  await page.addInitScript(() => {
    const { prototype } = Element;
    const animate = Object.getOwnPropertyDescriptor(prototype, 'animate')?.value as (...given: unknown[]) => Animation;
    prototype.animate = function (keyframes, options) {
      if (typeof options === 'object' && options.id === 'glide') (window as unknown as { glides: () => void }).glides();
      return animate.call(this, keyframes, options);
    };
  });
  return async () => {
    await page.evaluate(() => undefined); // what the page has called before is counted now
    return glides;
  };
}

test('two browsers follow the votes as they are cast', async ({ page, browser, server, voter, pitch, watch }) => {
  const [first, second] = [await pitch('Bikes at every office'), await pitch('A choir')];
  await castVote(server, voter, first, 3);
  const glides = await countGlides(page);
  await page.goto('/leaderboard');
  await expect(rows(page)).toHaveText([/Bikes.*3 points/, /A choir.*0 points/]);
  await says(page, 'Live');

  const otherContext = await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce' });
  const other = await otherContext.newPage();
  const otherGlides = await countGlides(other);
  await other.goto('/leaderboard');
  await expect(rows(other)).toHaveCount(2);

  await castVote(server, await newVoter(server), second, 5);
  await expect(rows(page)).toHaveText([/Place 1.*A choir.*5 points.*1 vote/, /Place 2.*Bikes.*3 points/]);
  await says(page, 'Leader: A choir with 5 points.');
  await expect.poll(glides).toBe(2);
  await expect(rows(other)).toHaveText([/A choir/, /Bikes/]);
  expect(await otherGlides()).toBe(0);

  await other.getByRole('button', { name: 'Table' }).click();
  await castVote(server, await newVoter(server), first, 5);
  await expect(other.getByRole('row')).toHaveText([/Project/, /^1Bikes at every office82/, /^2A choir51/]);
  await expect(rows(page)).toHaveText([/Bikes.*8 points.*2 votes/, /A choir/]);
  await expect(page.getByText('3 votes cast')).toBeVisible();
  await otherContext.close();
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
});

test('a board that was offline says so, and catches up', async ({ page, context, server, voter, pitch }) => {
  const project = await pitch('A choir');
  await page.goto('/leaderboard');
  await expect(rows(page)).toHaveText([/0 points/]);
  await says(page, 'Live');
  await context.setOffline(true);
  await says(page, /^OfflineAs of/);
  expect(await flaws(page)).toEqual(none);
  await castVote(server, voter, project, 4);
  await context.setOffline(false);
  await says(page, 'Live');
  await expect(rows(page)).toHaveText([/4 points/]);
});

test('the standings are there without a stream, which is tried again', async ({ page, pitch }) => {
  await pitch('A choir');
  await page.route('**/graphql', (route) => (isStream(route) ? route.abort() : route.fallback()));
  await page.goto('/leaderboard');
  await expect(rows(page)).toHaveCount(1);
  await says(page, /^ReconnectingAs of/);
  expect(await flaws(page)).toEqual(none);
  await page.unroute('**/graphql');
  await says(page, 'Live');
});

test('a stream that was refused is opened again when asked for', async ({ page, pitch }) => {
  await pitch('A choir');
  await page.route('**/graphql', (route) =>
    isStream(route)
      ? route.fulfill({ json: { errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] } })
      : route.fallback(),
  );
  await page.goto('/leaderboard');
  await expect(rows(page)).toHaveCount(1);
  await says(page, /^Not live/);
  expect(await flaws(page)).toEqual(none);
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Connect again' }).click();
  await says(page, 'Live');
});

test('a board that can not be loaded says what to do, and is there at the next try', async ({ page, pitch }) => {
  await pitch('A choir');
  await page.route('**/graphql', (route) => route.abort());
  await page.goto('/leaderboard');
  await expect(page.getByRole('alert')).toContainText('The server does not answer');
  expect(await flaws(page)).toEqual(none);
  // By a stream the board would come by itself, perhaps before the button is pressed.
  await page.route('**/graphql', (route) => (isStream(route) ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(rows(page)).toHaveCount(1);
});

test('more places are shown on request, and the address keeps that', async ({ page, server, pitch }) => {
  for (let i = 1; i <= 12; i += 1) await pitch(`Project ${i}`);
  await page.goto('/leaderboard?view=pie&first=7');
  await expect(rows(page)).toHaveCount(10);
  await page.getByLabel('Show', { exact: true }).selectOption('25 projects');
  await expect(rows(page)).toHaveCount(12);
  await expect(page).toHaveURL(`${server.url}/leaderboard?first=25`);
  await page.reload();
  await expect(rows(page)).toHaveCount(12);
});
