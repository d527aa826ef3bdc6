import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { LeaderboardDocument, type LeaderboardQuery } from '../src/features/leaderboard/gql/graphql';
import { confirmBySms, newAccount, send } from './accounts';
import { flaws, none } from './audit';
import { signIn } from './browsing';
import { challengedBy, newPassword, selectMfa, totpSetup } from './challenges';
import { expect, test } from './fixtures';
import { repository } from './paths';
import type { Server } from './server';
import { type Voter, castVote, createProject, newVoter } from './voters';

const admin = 'ada.admin@example.com';

test.setTimeout(180_000); // each test goes to all pages

// The demo data, so that every page has something to show.
test.use({ settings: { LOCAL_SEED: 'true', LOCAL_ADMINS: admin } });

/** What a visit needs; the project is of who is signed in. */
interface Visit {
  page: Page;
  server: Server;
  projectId: string;
}

interface Stop {
  /** Names the picture in docs/screenshots. */
  name: string;
  path?: string;
  /** Goes where no address leads. */
  go?: (visit: Visit) => Promise<void>;
  /** What is there once the page is. */
  shows: (page: Page) => ReturnType<Page['getByText']>;
}

const heading = (text: string | RegExp) => (page: Page) => page.getByRole('heading', { level: 1, name: text });
const dialog = (name: string) => (page: Page) => page.getByRole('dialog', { name });
const firstCard = (page: Page) => page.getByRole('article').first();

const publicStops: Stop[] = [
  { name: 'front-page', path: '/', shows: (page) => page.getByRole('link', { name: 'See the whole leaderboard' }) },
  { name: 'projects-signed-out', path: '/projects', shows: firstCard },
  { name: 'leaderboard', path: '/leaderboard', shows: (page) => page.getByText('Bikes at every office') },
  {
    name: 'leaderboard-table',
    path: '/leaderboard?view=table',
    shows: (page) => page.getByRole('cell', { name: /point/ }).or(page.getByRole('table')).first(),
  },
  { name: 'sign-up', path: '/sign-up', shows: (page) => page.getByText('At least 12 characters') },
  { name: 'code', path: '/confirm', shows: heading('Enter your code') },
  {
    name: 'sign-up-correction',
    go: correctSignUp,
    shows: (page) => page.getByText('Correct what is wrong, and we send a new code.'),
  },
  { name: 'sign-in', path: '/sign-in', shows: heading('Sign in') },
  {
    name: 'sign-in-challenge',
    go: challenged,
    shows: (page) => page.getByRole('heading', { name: 'Enter your code' }),
  },
  {
    name: 'sign-in-totp-set-up',
    go: ({ page }) => challengedBy(page, totpSetup),
    shows: (page) => page.getByRole('img', { name: /^QR code/ }),
  },
  {
    name: 'sign-in-choose-factor',
    go: ({ page }) => challengedBy(page, selectMfa),
    shows: (page) => page.getByRole('button', { name: 'My authenticator app' }),
  },
  {
    name: 'sign-in-new-password',
    go: ({ page }) => challengedBy(page, newPassword),
    shows: (page) => page.getByText('At least 12 characters'),
  },
  { name: 'forgot-password', path: '/forgot-password', shows: heading('Forgot your password?') },
  { name: 'reset-password', path: '/reset-password', shows: heading('Choose a new password') },
  { name: 'not-found', path: '/no-such-page', shows: heading('There is no page here') },
  { name: 'server-out-of-reach', go: outOfReach, shows: (page) => page.getByRole('alert') },
];

const ownStops: Stop[] = [
  { name: 'projects', path: '/projects?order=MOST_POINTS', shows: firstCard },
  { name: 'project', go: ownProject, shows: (page) => page.getByRole('link', { name: 'Edit' }) },
  { name: 'edit', go: editOwnProject, shows: (page) => page.getByRole('button', { name: 'Save' }) },
  { name: 'pitch', path: '/projects/new', shows: heading('Pitch a project') },
  { name: 'my-votes', path: '/votes', shows: (page) => page.getByRole('button', { name: /^Take your vote/ }).first() },
  { name: 'profile', path: '/profile', shows: (page) => page.getByText('Ada Lovelace').last() },
  { name: 'profile-security', path: '/profile/security', shows: heading(/./) },
  { name: 'profile-sessions', path: '/profile/sessions', shows: heading(/./) },
  { name: 'profile-activity', path: '/profile/activity', shows: heading(/./) },
  { name: 'profile-data', path: '/profile/data', shows: heading(/./) },
  { name: 'admin-users', path: '/admin/users', shows: heading(/./) },
  { name: 'admin-invite', go: invite, shows: dialog('Invite somebody') },
  {
    name: 'admin-correct',
    go: (visit) => manage(visit, 'Correct name, email or phone'),
    shows: dialog('Correct this account'),
  },
  {
    name: 'admin-delete',
    go: (visit) => manage(visit, 'Delete the account'),
    shows: dialog('Delete this account for good?'),
  },
  { name: 'admin-audit', path: '/admin/audit', shows: heading(/./) },
];

/** Goes back from the code to the form of the sign-up. */
async function correctSignUp({ page }: Visit) {
  await page.goto('/confirm');
  await page.getByLabel('Work email').fill('grace.hoper@example.com');
  await page.getByRole('link', { name: 'Wrong number or email address? Change it' }).click();
}

async function invite({ page }: Visit) {
  await page.goto('/admin/users');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
}

/** Chooses something to do about the account of a voter. */
async function manage({ page, server }: Visit, task: string) {
  managed ??= newAccount(server);
  const { email } = await managed;
  await page.goto('/admin/users');
  await page.getByRole('searchbox', { name: 'Search accounts' }).fill(email);
  await expect(page.getByRole('status').filter({ hasText: '1 account' })).toBeVisible();
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('menuitem', { name: task }).click();
}

let managed: ReturnType<typeof newAccount> | undefined;

async function challenged({ page, server }: Visit) {
  const { email } = await newAccount(server);
  await confirmBySms(server, email);
  await signIn(page, email);
}

async function editOwnProject({ page, projectId }: Visit) {
  await page.goto(`/projects/${projectId}/edit`);
}

async function outOfReach({ page }: Visit) {
  await page.route('**/graphql', (route) => route.abort());
  await page.goto('/projects');
}

async function ownProject({ page, projectId }: Visit) {
  await page.goto(`/projects/${projectId}`);
}

// The other way round than `screens`: the stories see a phone at night and a desk by day.
const looks = [
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 1280, height: 860, colorScheme: 'dark' },
] as const;

/** Opens a page, and checks what holds for every page: axe finds nothing, and nothing scrolls sideways. */
async function visit(stop: Stop, at: Visit, { width, colorScheme }: (typeof looks)[number]) {
  const { page } = at;
  await page.emulateMedia({ colorScheme });
  if (stop.go) await stop.go(at);
  else await page.goto(stop.path ?? '/');
  await expect(stop.shows(page)).toBeVisible();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  expect(await flaws(page), stop.name).toEqual(none);
  if (process.env.SCREENSHOTS !== '1') return;
  await page.emulateMedia({ colorScheme: 'light' });
  const folder = join(repository, 'docs', 'screenshots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${stop.name}-${width}.png`), animations: 'disabled' });
}

for (const look of looks) {
  test.describe(`at ${look.width} pixels, ${look.colorScheme}`, () => {
    test.use({ viewport: { width: look.width, height: look.height } });

    test('every page for everybody is sound', async ({ page, server, watch }) => {
      for (const stop of publicStops)
        await test.step(stop.name, () => visit(stop, { page, server, projectId: '' }, look));
      expect(watch.foreignRequests).toEqual([]);
      // A server out of reach is an error, too.
      expect(watch.consoleErrors.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
    });

    test('every page for voters and administrators is sound', async ({ page, server, watch }) => {
      const [email, projectId] = await administrator(server);
      await signIn(page, email);
      await expect(page).toHaveURL('/projects');
      for (const stop of ownStops) await test.step(stop.name, () => visit(stop, { page, server, projectId }, look));
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
    });
  });
}

test('in German, too, every page fits a phone', async ({ page, server }) => {
  const [email] = await administrator(server);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, email);
  await expect(page).toHaveURL('/projects');
  await page.getByLabel('Language', { exact: true }).selectOption('Deutsch');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  for (const path of [...publicStops, ...ownStops].flatMap((stop) => stop.path ?? [])) {
    await page.goto(path);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
  }
});

let made: Promise<[email: string, projectId: string]> | undefined;

/** Somebody who may see every page, with a project; made once for all tests of a worker. */
function administrator(server: Server) {
  made ??= newVoter(server, admin).then(async (ada) => [ada.email, await adasPart(server, ada)]);
  return made;
}

/** Gives the person a project that somebody votes for, and three votes of their own. */
async function adasPart(server: Server, ada: Voter): Promise<string> {
  const response = await send(server, LeaderboardDocument, { first: 3 }, ada.headers);
  const { data } = (await response.json()) as { data: LeaderboardQuery };
  for (const [i, { project }] of data.leaderboard.entries.entries()) await castVote(server, ada, project.id, 5 - 2 * i);
  const mine = await createProject(
    server,
    ada,
    'A garden on the roof',
    'Raised beds, herbs for the canteen and a bench in the sun.\n\nThe roof carries it: facilities have checked.',
  );
  await castVote(server, await newVoter(server), mine, 4);
  return mine;
}
