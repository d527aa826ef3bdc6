import { readFile } from 'node:fs/promises';

import type { Locator, Page } from '@playwright/test';

import { MyActivityDocument, type MyActivityQuery, RevokeSessionDocument } from '../src/features/profile/gql/graphql';
import { fromElsewhere, newAccount, password, send, sessionOf, signInByApi } from './accounts';
import { flaws, none, screens } from './audit';
import { signIn as signInAt } from './browsing';
import { expect, test } from './fixtures';
import { hold, operationOf, wantPasswordFor } from './operations';
import { newestCode } from './outbox';
import type { Server } from './server';
import { totp } from './totp';
import { newVoter } from './voters';

test.beforeEach(async ({ page }) => {
  await page.setExtraHTTPHeaders(fromElsewhere());
});

const signIn = (page: Page, email: string, to = '/profile', withPassword = password) =>
  signInAt(page, email, withPassword, to);

async function goTo(page: Page, name: string, heading: string) {
  await page.getByRole('navigation', { name: 'Profile' }).getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
}

const row = (page: Page, name: string) =>
  page
    .getByRole('main')
    .locator('section')
    .filter({ has: page.getByRole('heading', { name, exact: true }) });

async function confirmPassword(page: Page) {
  const dialog = page.getByRole('dialog', { name: 'Please confirm that it is you' });
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog).toBeHidden();
}

async function enterCode(inside: Page | Locator, code: string, button: string) {
  await inside.getByLabel('Code', { exact: true }).fill(code);
  await inside.getByRole('button', { name: button, exact: true }).click();
}

for (const { width, colorScheme } of screens) {
  test.describe(`at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('a new voter verifies the email address, and finds the way through the account', async ({
      page,
      server,
      watch,
    }) => {
      const { email } = await newAccount(server);
      await signIn(page, email, '/');
      await page.getByRole('button', { name: 'Account of Ada Lovelace' }).click();
      await page.getByRole('menuitem', { name: 'Profile' }).click();
      await expect(page.getByRole('heading', { name: 'Verify your email to vote' })).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await page.getByRole('button', { name: 'Send the code' }).click();
      await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
      expect(await flaws(page)).toEqual(none);
      await enterCode(page, await newestCode(server.outbox, email, 1), 'Verify');
      await expect(page.getByText('You can vote and pitch now')).toBeVisible();
      await expect(row(page, 'Email').getByText('Verified', { exact: true })).toBeVisible();
      expect(await flaws(page)).toEqual(none);

      for (const detail of ['the name', 'the email address', 'the phone number']) {
        await page.getByRole('button', { name: `Change ${detail}` }).click();
        expect(await flaws(page)).toEqual(none);
        await page.getByRole('button', { name: 'Cancel' }).click();
        await expect(page.getByRole('button', { name: `Change ${detail}` })).toBeFocused();
      }

      await goTo(page, 'Security', 'Security');
      await page.getByRole('button', { name: 'Set up' }).click();
      await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await goTo(page, 'Sessions', 'Sessions');
      await expect(page.getByText('This session')).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await goTo(page, 'Activity', 'Activity');
      await expect(page.getByText('Sign in', { exact: true })).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await goTo(page, 'Data', 'Your data');
      await expect(page.getByRole('button', { name: 'Delete the account for good' })).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
    });
  });
}

test('the pages of the account are only for signed-in people', async ({ page, server }) => {
  const { email } = await newAccount(server);
  await page.goto('/profile/sessions');
  await expect(page).toHaveURL(/\/sign-in\?returnTo=%2Fprofile%2Fsessions$/);
  await page.getByLabel('Work email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sessions');
});

test('a change of the name shows everywhere, and one of an address counts once its code is entered', async ({
  page,
  server,
  watch,
}) => {
  const { email } = await newVoter(server);
  await signIn(page, email);
  await page.getByRole('button', { name: 'Change the name' }).click();
  await page.getByLabel('Full name').fill('Ada King');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Account of Ada King' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Change the name' })).toBeFocused();

  const newEmail = email.replace('ada', 'king');
  await page.getByRole('button', { name: 'Change the email address' }).click();
  await page.getByLabel('New email address').fill(newEmail);
  await page.getByRole('button', { name: 'Send the code' }).click();
  const code = await newestCode(server.outbox, newEmail, 1);
  await expect(page.getByText(`Until you enter it, ${email} stays.`)).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  await enterCode(page, code === '000000' ? '111111' : '000000', 'Verify');
  await expect(page.getByLabel('Code', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  expect(await flaws(page)).toEqual(none);
  // The answer comes when another row is being changed, which it leaves alone.
  const release = await hold(page, 'VerifyAttribute');
  await enterCode(page, code, 'Verify');
  const newPhone = `+4420${String(Date.now())
    .slice(-8)
    .replace(/^[^7-9]/, '7')}`;
  await page.getByRole('button', { name: 'Change the phone number' }).click();
  await page.getByLabel('New phone number', { exact: true }).fill(newPhone);
  release();
  await expect(row(page, 'Email').getByText(newEmail)).toBeVisible();
  await page.getByRole('button', { name: 'Send the code' }).click();
  await enterCode(page, await newestCode(server.outbox, newPhone, 1), 'Verify');
  await expect(page.getByRole('button', { name: 'Change the phone number' })).toBeFocused();
  await expect(row(page, 'Phone').getByText(newPhone)).toBeVisible();

  // The new address is the one to sign in with, even where the password is required once more.
  await wantPasswordFor(page, 'StartTotpSetup');
  await goTo(page, 'Security', 'Security');
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByLabel('Work email')).toHaveValue(newEmail);
  await confirmPassword(page);
  await expect(page.getByRole('heading', { name: 'Scan the picture with the app' })).toBeFocused();
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
});

test('the password is changed with the one of now', async ({ page, server }) => {
  const { email } = await newAccount(server);
  const other = 'Another-Horn-8-Found!';
  await signIn(page, email, '/profile/security');
  await page.getByLabel('Current password').fill('Wrong-Password-1!');
  await page.getByLabel('New password', { exact: true }).fill(other);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('This is not your current password.')).toBeVisible();
  await expect(page.getByLabel('Current password')).toBeFocused();
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
  await expect(page.getByLabel('Current password')).toHaveValue('');
  await page.context().clearCookies();
  await signIn(page, email, '/profile', other);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your details');
});

test('second factors are set up, chosen and turned off', async ({ page, server }) => {
  const { email } = await newAccount(server);
  await signIn(page, email, '/profile/security');
  await page.getByRole('button', { name: 'Set up' }).click();
  const secret = await page.getByRole('main').locator('code').innerText();
  await enterCode(page, totp(secret), 'Turn it on');
  const app = page.getByRole('listitem').filter({ hasText: 'Authenticator app' });
  await expect(app.getByText('In use')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Set up another app' })).toBeFocused();
  expect(await flaws(page)).toEqual(none);

  await wantPasswordFor(page, 'SetMfaPreference');
  await page.getByRole('button', { name: 'Use text messages' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('alert')).toContainText('This needs your password once more.');
  await page.getByRole('button', { name: 'Use text messages' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Text message' }).getByText('In use')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use the authenticator app' })).toBeVisible();

  await page.getByRole('button', { name: 'Turn the second factor off' }).click();
  expect(await flaws(page)).toEqual(none);
  await dialog.getByRole('button', { name: 'Turn it off' }).click();
  await expect(page.getByText('The second factor is off.')).toBeVisible();
  await expect(page.getByText('In use')).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Second factor' })).toBeFocused();
});

test('a session elsewhere is ended, then all of them', async ({ page, server, browser, baseURL }) => {
  const { email } = await newAccount(server);
  const elsewhere = await browser.newContext({
    baseURL: baseURL ?? '',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0',
  });
  const otherPage = await elsewhere.newPage();
  await signIn(otherPage, email, '/profile/sessions');
  await expect(otherPage.getByText('This session')).toBeVisible();
  await signIn(page, email, '/profile/sessions');
  const other = page.getByRole('listitem').filter({ hasText: 'Firefox on Windows' });
  await expect(other).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  await other.getByRole('button').click();
  await expect(other).toBeHidden();
  await expect(page.getByText('The session on Firefox on Windows has ended.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Sessions' })).toBeFocused();
  await expect(page.getByText('This session')).toBeVisible();
  await elsewhere.close();

  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('You are signed out everywhere.')).toBeVisible();
  await expect(page).toHaveURL('/');
});

test('all other sessions are ended from the list, and the session of the browser goes on', async ({ page, server }) => {
  const { email } = await newAccount(server);
  const others = [await sessionOf(server, email), await sessionOf(server, email)];
  await signIn(page, email, '/profile/sessions');
  const sessions = page.getByRole('list', { name: 'Sessions' });
  await expect(sessions.getByRole('listitem')).toHaveCount(3);
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('button', { name: 'Sign out all other sessions' }).click();
  await expect(page.getByText('All other sessions have ended.')).toBeVisible();
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await expect(sessions).toBeFocused();
  await expect(page.getByRole('button', { name: 'Sign out all other sessions' })).toBeHidden();
  for (const headers of others) expect(await isSignedIn(server, headers)).toBe(false);
  await page.reload();
  await expect(page.getByText('This session')).toBeVisible();
});

test('after a change of the password or of the second factor, the other sessions can be ended', async ({
  page,
  server,
}) => {
  const { email } = await newAccount(server);
  await signIn(page, email, '/profile/security');
  const end = page.getByRole('button', { name: 'Sign out all other sessions' });

  let other = await sessionOf(server, email);
  await expect(end).toBeHidden();
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password', { exact: true }).fill(`${password}2`);
  await page.getByRole('button', { name: 'Change the password' }).click();
  expect(await isSignedIn(server, other)).toBe(true);
  await expect(end).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  await end.click();
  await expect(page.getByText('All other sessions have ended.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Password', exact: true })).toBeFocused();
  expect(await isSignedIn(server, other)).toBe(false);

  const { cookie } = await signInByApi(server, email, `${password}2`);
  other = { Cookie: cookie ?? '' };
  await page.getByRole('button', { name: 'Set up' }).click();
  const secret = await page.getByRole('main').locator('code').innerText();
  await enterCode(page, totp(secret), 'Turn it on');
  await end.click();
  await expect(page.getByRole('heading', { name: 'Second factor' })).toBeFocused();
  expect(await isSignedIn(server, other)).toBe(false);

  await page.getByRole('button', { name: 'Use text messages' }).click();
  await expect(end).toBeVisible();
});

/** Whether the server takes a cookie for that of a session. */
async function isSignedIn(server: Server, headers: Record<string, string>): Promise<boolean> {
  const response = await send(server, MyActivityDocument, { after: null }, { ...headers, ...fromElsewhere() });
  return ((await response.json()) as { data?: MyActivityQuery }).data?.viewer != null;
}

/** Counts the events that somebody can read of themselves. */
async function countEvents(server: Server, headers: Record<string, string>): Promise<number> {
  let count = 0;
  let after: string | null | undefined = null;
  do {
    const response: Response = await send(server, MyActivityDocument, { after }, headers);
    const { data } = (await response.json()) as { data: MyActivityQuery };
    const activity: NonNullable<MyActivityQuery['viewer']>['activity'] | undefined = data.viewer?.activity;
    count += activity?.edges.length ?? 0;
    after = activity?.pageInfo.hasNextPage ? activity.pageInfo.endCursor : null;
  } while (after);
  return count;
}

test('what has happened is listed page by page', async ({ page, server }) => {
  const { email } = await newAccount(server);
  await signIn(page, email, '/profile/activity');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Activity');
  const headers = { ...(await sessionOf(server, email)), ...fromElsewhere() };
  for (let i = 0; i < 45; i += 1) await send(server, RevokeSessionDocument, { input: { id: 'none' } }, headers);
  // Events are written behind the backs of the requests that they are about.
  await expect.poll(() => countEvents(server, headers)).toBe(47); // those, and two sign-ins
  await page.reload();
  const events = page.getByRole('list', { name: 'Activity' }).getByRole('listitem');
  await expect(events).toHaveCount(20);
  await expect(events.first()).toContainText('End a session');
  await expect(events.first()).toContainText('Refused');
  await events.last().scrollIntoViewIfNeeded();
  await expect(events).toHaveCount(40);
  await events.last().scrollIntoViewIfNeeded();
  await expect(events.filter({ hasText: 'Sign in' })).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Show more' })).toBeHidden();
  expect(await flaws(page)).toEqual(none);
});

test('the data is handed over, and the account deleted for good', async ({ page, server, watch }) => {
  const { email } = await newVoter(server);
  await signIn(page, email, '/profile/data');
  await wantPasswordFor(page, 'ExportMyData');
  await page.getByRole('button', { name: 'Download your data' }).click();
  const download = page.waitForEvent('download');
  await confirmPassword(page);
  expect((await download).suggestedFilename()).toMatch(/^unicorn-pursuit-\d{4}-\d\d-\d\d\.json$/);
  const data = JSON.parse(await readFile(await (await download).path(), 'utf8')) as {
    account: { email: string };
    voter: { votes: unknown[] };
  };
  expect(data.account.email).toBe(email);
  expect(data.voter.votes).toEqual([]);

  await wantPasswordFor(page, 'DeleteAccount');
  await page.getByLabel('Your email address, to confirm').fill('somebody@example.com');
  await page.getByRole('button', { name: 'Delete the account for good' }).click();
  await expect(page.getByText(`Type ${email} to confirm.`)).toBeVisible();
  await page.getByLabel('Your email address, to confirm').fill(email.toUpperCase());
  await page.getByRole('button', { name: 'Delete the account for good' }).click();
  await confirmPassword(page);
  await expect(page.getByText('Your account is deleted.')).toBeVisible();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
  await signIn(page, email);
  await expect(page.getByRole('alert')).toBeVisible();
});

test('a list that could not be loaded says so, and loads on the next try', async ({ page, server }) => {
  const { email } = await newAccount(server);
  await signIn(page, email, '/profile/data');
  for (const [operation, link, heading] of [
    ['ProfileDetails', 'Details', 'Your details'],
    ['SecurityStatus', 'Security', 'Security'],
    ['MySessions', 'Sessions', 'Sessions'],
    ['MyActivity', 'Activity', 'Activity'],
  ] as const) {
    await page.route('**/graphql', async (route) => {
      if (operationOf(route) === operation) await route.abort();
      else await route.fallback();
    });
    await goTo(page, link, heading);
    await expect(page.getByRole('alert')).toContainText('The server does not answer');
    expect(await flaws(page)).toEqual(none);
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('alert')).toBeHidden();
  }
});
