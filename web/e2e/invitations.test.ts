import { randomInt } from 'node:crypto';

import type { Browser, BrowserContext, Page } from '@playwright/test';

import { SignUpDocument } from '../src/features/accounts/gql/graphql';
import { ask, fromElsewhere, newAccount, password, signInByApi } from './accounts';
import { flaws, none, screens } from './audit';
import { signIn } from './browsing';
import { expect, test } from './fixtures';
import { newestCode } from './outbox';
import { createProject, newVoter } from './voters';

const adminEmail = `root.${randomInt(1e9)}@example.com`;
test.use({ settings: { LOCAL_ADMINS: adminEmail } });

test.beforeAll(async ({ server }) => {
  await newAccount(server, adminEmail);
});

const accountOf = (page: Page, name: string) => page.getByRole('button', { name: `Account of ${name}` });
const code = (page: Page) => page.getByLabel('Code', { exact: true });

/** Signs the administrator in, and goes to the accounts. */
async function openAccounts(page: Page) {
  await signIn(page, adminEmail, password, '/admin/users');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Accounts');
}

/** Finds an account by its email address. */
async function find(page: Page, email: string) {
  await page.getByRole('searchbox', { name: 'Search accounts' }).fill(email);
  await expect(page.getByRole('status').filter({ hasText: '1 account' })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
}

/** Chooses something to do about the one account that is listed. */
async function choose(page: Page, name: string) {
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('menuitem', { name }).click();
}

/** Another person's browser. */
async function otherBrowser(browser: Browser, baseURL: string | undefined): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext({ baseURL: baseURL ?? '' });
  return [context, await context.newPage()];
}

/** Verifies an address on the page of the details, with the code that it is sent. */
async function enterCode(page: Page, sent: string) {
  await code(page).fill(sent);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
}

for (const { width, colorScheme } of screens) {
  test.describe(`at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('an administrator invites a person, who signs in, verifies the addresses and votes', async ({
      page,
      browser,
      server,
      baseURL,
      watch,
    }) => {
      const email = `grace.${randomInt(1e9)}@example.com`;
      const phoneNumber = `+4420${randomInt(7e7, 8e7)}`;
      const bikes = `Bikes ${randomInt(1e9)}`;
      await createProject(server, await newVoter(server), bikes);
      await openAccounts(page);

      await page.getByRole('button', { name: 'Invite somebody' }).click();
      const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
      await expect(dialog.getByLabel('Full name')).toBeFocused();
      await dialog.getByRole('button', { name: 'Send the invitation' }).click();
      await expect(dialog.getByText('Enter the name.')).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await dialog.getByLabel('Full name').fill('Grace Hopper');
      await dialog.getByLabel('Phone number', { exact: true }).fill(phoneNumber);
      await dialog.getByLabel('Work email').fill(adminEmail);
      await dialog.getByRole('button', { name: 'Send the invitation' }).click();
      await expect(dialog.getByText('Another account has this email address.')).toBeVisible();
      await dialog.getByLabel('Work email').fill(email);
      await page.keyboard.press('Enter');
      await expect(page.getByText('Grace Hopper is invited.')).toBeVisible();
      await expect(dialog).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'Invite somebody' })).toBeFocused();
      await find(page, email);
      await expect(page.getByText('Invited, not signed in yet')).toBeVisible();

      // The first invitation is lost; the second one comes by text message, and is the only one that works.
      const lost = await newestCode(server.outbox, email, 1);
      await choose(page, 'Send the invitation again');
      const again = page.getByRole('dialog', { name: 'Send the invitation again?' });
      expect(await flaws(page)).toEqual(none);
      await again.getByLabel('Send the invitation').selectOption('by text message');
      await again.getByRole('button', { name: 'Send it again' }).click();
      await expect(page.getByText('Grace Hopper is invited again.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Manage' })).toBeFocused();
      expect((await signInByApi(server, email, lost)).refusal).toBe('INVALID_CREDENTIALS');

      const [elsewhere, grace] = await otherBrowser(browser, baseURL);
      await signIn(grace, email, await newestCode(server.outbox, phoneNumber, 1), '/profile');
      await expect(grace.getByRole('heading', { name: 'Choose a password of your own' })).toBeFocused();
      await grace.getByLabel('New password', { exact: true }).fill(password);
      await grace.keyboard.press('Enter');
      await expect(grace.getByRole('heading', { level: 1 })).toHaveText('Your details');
      await grace.getByRole('button', { name: 'Send the code' }).click();
      await enterCode(grace, await newestCode(server.outbox, email, 2));
      await expect(grace.getByText('One more step to vote: verify your phone below.')).toBeVisible();
      await grace.getByRole('button', { name: 'Verify the phone number' }).click();
      await grace.getByRole('button', { name: 'Send the code' }).click();
      await enterCode(grace, await newestCode(server.outbox, phoneNumber, 2));
      await expect(grace.getByText('Your phone number is verified.')).toBeVisible();
      await grace.goto('/projects');
      await grace.getByRole('button', { name: `Vote for “${bikes}”` }).click();
      await grace.getByRole('menuitem', { name: '5 points' }).click();
      await expect(grace.getByText(`You gave “${bikes}” a vote of 5.`)).toBeVisible();
      await elsewhere.close();

      await page.reload();
      await expect(page.getByText('In use')).toBeVisible();
      await page.getByRole('button', { name: 'Manage' }).click();
      await expect(page.getByRole('menuitem', { name: 'Send the invitation again' })).toHaveCount(0);
      await page.keyboard.press('Escape');
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
    });
  });
}

test('a mistyped phone number of a sign-up is corrected, and the person confirms it', async ({
  page,
  browser,
  server,
  baseURL,
}) => {
  const email = `ada.${randomInt(1e9)}@example.com`;
  const [wrong, right] = [`+4420${randomInt(5e7, 6e7)}`, `+4420${randomInt(6e7, 7e7)}`];
  const input = { email, phoneNumber: wrong, name: 'Ada Lovelace', password };
  await ask(server, SignUpDocument, { input }, fromElsewhere());
  await openAccounts(page);
  await find(page, email);
  await choose(page, 'Correct name, email or phone');
  const dialog = page.getByRole('dialog', { name: 'Correct this account' });
  await expect(dialog).toContainText('If the phone number changes, a new code is sent to it.');
  await expect(dialog.getByLabel('Phone number', { exact: true })).toHaveValue(/^\+44/);
  expect(await flaws(page)).toEqual(none);
  await dialog.getByLabel('Phone number', { exact: true }).fill(right);
  await dialog.getByRole('button', { name: 'Correct the account' }).click();
  await expect(page.getByText('The account of Ada Lovelace is corrected.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Manage' })).toBeFocused();
  await expect(page.getByText(right)).toBeVisible();

  const [elsewhere, ada] = await otherBrowser(browser, baseURL);
  await signIn(ada, email);
  await expect(ada.getByText('Confirm your phone first')).toBeVisible();
  await code(ada).fill(await newestCode(server.outbox, right, 1));
  await ada.getByRole('button', { name: 'Confirm' }).click();
  await expect(accountOf(ada, 'Ada Lovelace')).toBeVisible();
  await elsewhere.close();
});

test('a corrected email address counts once its owner has entered the code', async ({
  page,
  browser,
  server,
  baseURL,
}) => {
  const { email } = await newAccount(server);
  const next = `countess.${randomInt(1e9)}@example.com`;
  await openAccounts(page);
  await find(page, email);
  await choose(page, 'Correct name, email or phone');
  const dialog = page.getByRole('dialog', { name: 'Correct this account' });
  await dialog.getByLabel('Full name').fill('Ada King');
  await dialog.getByLabel('Work email').fill(next);
  await dialog.getByRole('button', { name: 'Correct the account' }).click();
  await expect(page.getByText('Ada King has been sent a code, and enters it in the profile.')).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();

  const [elsewhere, ada] = await otherBrowser(browser, baseURL);
  await signIn(ada, email, password, '/profile');
  await ada.getByRole('button', { name: 'Change the email address' }).click();
  await ada.getByRole('button', { name: 'I have a code already' }).click();
  expect(await flaws(ada)).toEqual(none);
  await enterCode(ada, await newestCode(server.outbox, next, 1));
  await expect(ada.getByText('Your email address is verified.')).toBeVisible();
  await expect(ada.getByText(next)).toBeVisible();
  await elsewhere.close();
  expect((await signInByApi(server, next)).cookie).toBeDefined();
});

test('an account is deleted once its address has been typed', async ({ page, server }) => {
  const { email } = await newAccount(server);
  await openAccounts(page);
  await find(page, email);
  await choose(page, 'Delete the account');
  const dialog = page.getByRole('dialog', { name: 'Delete this account for good?' });
  await expect(dialog).toContainText('There is no way back.');
  await dialog.getByLabel("The account's email address, to confirm").fill('somebody.else@example.com');
  await dialog.getByRole('button', { name: 'Delete the account' }).click();
  await expect(dialog.getByText(`Type ${email} to confirm.`)).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  await dialog.getByLabel("The account's email address, to confirm").fill(email);
  await page.keyboard.press('Enter');
  await expect(page.getByText('The account of Ada Lovelace is deleted.')).toBeVisible();
  await expect(page.getByText('Nobody found')).toBeVisible();
  await expect(page.getByRole('searchbox', { name: 'Search accounts' })).toBeFocused();
  expect((await signInByApi(server, email)).refusal).toBe('INVALID_CREDENTIALS');

  await page.getByRole('link', { name: 'Audit trail' }).click();
  await page.getByLabel('Action').selectOption('deleteUser');
  await expect(async () => {
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByRole('cell', { name: 'Done' }).first()).toBeVisible({ timeout: 2000 });
  }).toPass();
});

test('a person who has lost the invitation learns what to do where a password is forgotten', async ({ page }) => {
  await page.goto('/forgot-password');
  await expect(page.getByText('ask an administrator for a new invitation')).toBeVisible();
  await page.getByLabel('Work email').fill(`nobody.${randomInt(1e9)}@example.com`);
  await page.getByRole('button', { name: 'Send the code' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose a new password');
  await expect(page.getByText('ask an administrator for a new invitation')).toBeVisible();
});
