import { randomInt } from 'node:crypto';

import type { Browser, BrowserContext, Page } from '@playwright/test';

import { password } from './accounts';
import { flaws, none } from './audit';
import { account, openForgotPassword, signIn } from './browsing';
import { expect, test } from './fixtures';
import { newestCode } from './outbox';
import { totp } from './totp';
import { createProject, newVoter } from './voters';

const newPassword = 'Another-Horn-8-Found!';

/** A browser of its own, with nothing of the other's. */
async function otherBrowser(browser: Browser, baseURL: string | undefined): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext({ baseURL: baseURL ?? '' });
  return [context, await context.newPage()];
}

const code = (page: Page) => page.getByLabel('Code', { exact: true });
const standings = (page: Page) => page.getByRole('list', { name: 'Standings' }).getByRole('listitem');

async function signUp(page: Page, email: string, phoneNumber: string) {
  await page.goto('/');
  await page.getByRole('link', { name: 'Create your account' }).click();
  await page.getByLabel('Full name').fill('Ada Lovelace');
  await page.getByLabel('Work email').fill(email);
  await page.getByLabel('Phone number', { exact: true }).fill(phoneNumber);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enter your code');
}

interface Body {
  operationName?: string;
  query?: string;
  extensions?: { persistedQuery?: { sha256Hash?: string } };
}

/** Collects what pages of a context ask the API for, as it is on the wire. */
function bodiesOf(...contexts: BrowserContext[]): Body[] {
  const bodies: Body[] = [];
  for (const context of contexts) {
    context.on('request', (request) => {
      if (new URL(request.url()).pathname === '/graphql') bodies.push(request.postDataJSON() as Body);
    });
  }
  return bodies;
}

/** What scripts of the page could read of the person after the session. */
async function leftBehind(page: Page) {
  return page.evaluate(() =>
    JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      document.body.innerText,
    ]),
  );
}

test('the whole life of a voter', async ({ page, context, server, browser, baseURL, watch }) => {
  const email = `ada.${randomInt(1e9)}@example.com`;
  const phoneNumber = `+4420${randomInt(7e7, 8e7)}`;
  const [bikes, choir] = [`Bikes ${randomInt(1e9)}`, `A choir ${randomInt(1e9)}`];
  const [outside, watcher] = await otherBrowser(browser, baseURL);
  const bodies = bodiesOf(context, outside);
  const others = await newVoter(server);
  await createProject(server, others, bikes);

  // Sign-up, one-time password, sign-in.
  await signUp(page, email, phoneNumber);
  await code(page).fill(await newestCode(server.outbox, phoneNumber, 1));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(account(page)).toBeVisible();

  // The email address, which stands between a new voter and the vote.
  await page.getByRole('link', { name: 'verify your email address' }).click();
  await page.getByRole('button', { name: 'Send the code' }).click();
  await code(page).fill(await newestCode(server.outbox, email, 1));
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText('You can vote and pitch now')).toBeVisible();

  // A project of one's own, and a vote for another, which moves the leaderboard of somebody else.
  const navigation = page.getByRole('navigation', { name: 'Main' });
  await navigation.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('link', { name: 'Pitch a project' }).click();
  await page.getByLabel('Title').fill(choir);
  await page.getByLabel('Pitch', { exact: true }).fill('Forty-five minutes at lunch, no experience needed.');
  await page.getByRole('button', { name: 'Pitch it' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(choir);

  await watcher.goto('/leaderboard');
  await expect(standings(watcher).filter({ hasText: bikes })).toContainText('0 points');
  await navigation.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: `Vote for “${bikes}”` }).click();
  await page.getByRole('menuitem', { name: '5 points' }).click();
  await expect(page.getByText(`You gave “${bikes}” a vote of 5.`)).toBeVisible();
  await expect(standings(watcher).filter({ hasText: bikes })).toContainText('5 points');
  await expect(standings(watcher).first()).toContainText(bikes);

  // An authenticator app; another browser is signed in already.
  const [elsewhere, phone] = await otherBrowser(browser, baseURL);
  await signIn(phone, email);
  await expect(account(phone)).toBeVisible();
  await account(page).click();
  await page.getByRole('menuitem', { name: 'Profile' }).click();
  await page.getByRole('link', { name: 'Security' }).click();
  await page.getByRole('button', { name: 'Set up' }).click();
  const secret = await page.getByRole('main').locator('code').innerText();
  await code(page).fill(totp(secret));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByText('In use')).toBeVisible();

  // Out everywhere: here, in another tab, and in another browser.
  const tab = await context.newPage();
  await tab.goto('/votes');
  await expect(tab.getByRole('link', { name: bikes })).toBeVisible();
  // Chromium draws a tab in the background once a second.
  await page.bringToFront();
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('You are signed out everywhere.')).toBeVisible();
  await expect(tab).toHaveURL(/\/sign-in/);
  await expect(tab.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  await phone.goto('/votes');
  await expect(phone).toHaveURL(/\/sign-in/);
  for (const left of [await leftBehind(page), await leftBehind(tab)]) {
    for (const secretOrName of [email, 'Ada Lovelace', phoneNumber, secret, password])
      expect(left).not.toContain(secretOrName);
  }
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);

  // A forgotten password, the second factor, and the end.
  await openForgotPassword(page);
  await page.getByLabel('Work email').fill(email);
  await page.getByRole('button', { name: 'Send the code' }).click();
  await code(page).fill(await newestCode(server.outbox, phoneNumber, 2));
  await page.getByLabel('New password', { exact: true }).fill(newPassword);
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await page.getByLabel('Password', { exact: true }).fill(newPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Your authenticator app shows it.')).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  await code(page).fill(totp(secret, 1));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(account(page)).toBeVisible();
  await page.goto('/profile/data');
  await page.getByLabel('Your email address, to confirm').fill(email);
  await page.getByRole('button', { name: 'Delete the account for good' }).click();
  await expect(page.getByText('Your account is deleted.')).toBeVisible();
  await signIn(page, email, newPassword);
  await expect(page.getByRole('alert')).toContainText('Email or password is wrong.');
  expect(watch.foreignRequests).toEqual([]);
  expect(watch.consoleErrors).toEqual([]);

  // What others have voted for stays, without the name.
  await watcher.goto('/projects');
  await expect(watcher.getByRole('article').filter({ hasText: choir })).toContainText('a former colleague');
  await expect(watcher.getByRole('article').filter({ hasText: bikes })).toContainText('5 points');
  await elsewhere.close();

  // Every request named its document, and none sent it.
  const names = new Set(bodies.map(({ operationName }) => operationName));
  for (const name of ['SignUp', 'SignIn', 'CreateProject', 'CastVote', 'Projects', 'LeaderboardLive', 'DeleteAccount'])
    expect(names).toContain(name);
  const spelledOut = bodies.filter(
    ({ query, extensions }) =>
      query !== undefined || !/^sha256:[0-9a-f]{64}$/.test(extensions?.persistedQuery?.sha256Hash ?? ''),
  );
  expect(spelledOut).toEqual([]);
});
