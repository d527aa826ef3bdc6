import { randomInt } from 'node:crypto';

import type { Cookie, Locator, Page } from '@playwright/test';

import { DeleteAccountDocument } from '../src/features/profile/gql/graphql';
import { SignOutDocument } from '../src/shared/gql/graphql';
import { ask, newAccount, operate, password, send, sessionOf, signInByApi } from './accounts';
import { flaws, none, screens } from './audit';
import { test as base, expect } from './fixtures';
import { type Deployment, startServer } from './server';

const adminEmail = `root.${randomInt(1e9)}@example.com`;
/** Administrators whose right ends. */
const [formerEmail, disabledEmail] = [`former.${randomInt(1e9)}@example.com`, `disabled.${randomInt(1e9)}@example.com`];

/** The cookies of an administrator who signed in lately: not long enough ago to be asked for the password again. */
type Administrator = () => Promise<Cookie[]>;

/** Tests with a server of their own, whose administrator is known. */
const test = base.extend<object, { server: Deployment; administrator: Administrator }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ LOCAL_ADMINS: [adminEmail, formerEmail, disabledEmail].join(',') });
      await newAccount(server, adminEmail);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  administrator: [
    async ({ browser, server }, use) => {
      let cookies: Cookie[] = [];
      let until = 0;
      await use(async () => {
        if (Date.now() < until) return cookies;
        const context = await browser.newContext({ baseURL: server.url });
        const page = await context.newPage();
        await signIn(page, adminEmail);
        cookies = await context.cookies();
        until = Date.now() + 10 * 60_000;
        await context.close();
        return cookies;
      });
    },
    { scope: 'worker' },
  ],
});

async function signIn(page: Page, email: string) {
  await page.goto('/sign-in');
  await page.getByLabel('Work email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(accountMenu(page)).toBeVisible();
}

const accountMenu = (page: Page) => page.getByRole('button', { name: 'Account of' });

/** Finds an account by its email address, on the page of the accounts. */
async function find(page: Page, email: string) {
  await page.getByRole('searchbox', { name: 'Search accounts' }).fill(email);
  await expect(page.getByRole('status').filter({ hasText: '1 account' })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
}

/** Chooses something to do about the one account that is listed, and confirms it. */
async function choose(page: Page, name: string) {
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('menuitem', { name }).click();
}

/**
 * Reads the trail again until something shows: events are written asynchronously, and rights end within seconds. What
 * shows late may be a dialog that covers the button, so that no click waits for longer than a look does.
 */
async function readUntil(page: Page, shown: Locator) {
  await expect(async () => {
    if (!(await shown.isVisible())) await page.getByRole('button', { name: 'Refresh' }).click({ timeout: 2000 });
    await expect(shown).toBeVisible({ timeout: 2000 });
  }).toPass();
}

const confirmation = (page: Page, question: string) => page.getByRole('dialog', { name: question });

for (const { width, colorScheme } of screens) {
  test.describe(`at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('an administrator disables an account, enables it, ends its sessions, and sees the results', async ({
      page,
      context,
      server,
      administrator,
      watch,
    }) => {
      const { email } = await newAccount(server);
      await context.addCookies(await administrator());
      await page.goto('/');
      await accountMenu(page).click();
      await page.getByRole('menuitem', { name: 'Administration' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Accounts');
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
      await expect(page.getByRole('button', { name: 'Manage' }).first()).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await find(page, email);
      await expect(page).toHaveURL(`/admin/users?search=${encodeURIComponent(email)}`);
      await page.getByRole('button', { name: 'Manage' }).click();
      await expect(page.getByRole('menuitem')).toHaveText([
        'Correct name, email or phone',
        'Disable the account',
        'Reset second factors',
        'Sign out everywhere',
        'Delete the account',
        'See activity',
      ]);
      expect(await flaws(page)).toEqual(none);
      await page.keyboard.press('Escape');

      await choose(page, 'Disable the account');
      const question = confirmation(page, 'Disable this account?');
      await expect(question).toContainText(email);
      expect(await flaws(page)).toEqual(none);
      await question.getByRole('button', { name: 'Disable the account' }).click();
      await expect(page.getByText('The account of Ada Lovelace is disabled.')).toBeVisible();
      await expect(page.getByText('Disabled', { exact: true })).toBeVisible();
      await expect(page.getByRole('button', { name: 'Manage' })).toBeFocused();
      expect((await signInByApi(server, email)).refusal).toBe('ACCOUNT_DISABLED');
      expect(await flaws(page)).toEqual(none);

      await choose(page, 'Enable the account');
      await confirmation(page, 'Enable this account?').getByRole('button', { name: 'Enable the account' }).click();
      await expect(page.getByText('Enabled', { exact: true })).toBeVisible();
      expect((await signInByApi(server, email)).cookie).toBeDefined();

      await choose(page, 'Sign out everywhere');
      await confirmation(page, 'Sign this person out everywhere?')
        .getByRole('button', { name: 'Sign out everywhere' })
        .click();
      await expect(page.getByText('Ada Lovelace is signed out everywhere.')).toBeVisible();
      await choose(page, 'Reset second factors');
      await confirmation(page, 'Reset the second factors?')
        .getByRole('button', { name: 'Reset second factors' })
        .click();
      await expect(page.getByText('The second factors of Ada Lovelace are reset.')).toBeVisible();

      await choose(page, 'See activity');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Audit trail');
      await readUntil(page, page.getByText('1 event', { exact: true }));
      await page.getByText('Details', { exact: true }).last().click();
      await expect(page.getByText('Exact time')).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
    });
  });
}

test('a list grows to its end, and is filtered by action, outcome and person', async ({
  page,
  context,
  server,
  administrator,
}) => {
  const nobody = `nobody.${randomInt(1e9)}@example.com`;
  await signInByApi(server, nobody);
  const { email } = await newAccount(server);
  await signInByApi(server, email);
  await context.addCookies(await administrator());
  await page.goto('/admin/audit');
  await expect(page.getByRole('cell', { name: 'Done' }).first()).toBeVisible();

  await page.getByLabel('Action').selectOption('signIn');
  await page.getByLabel('Outcome').selectOption('Refused');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL('/admin/audit?action=signIn&outcome=REFUSED');
  const refused = page.getByRole('row', { name: nobody });
  await readUntil(page, refused);
  await expect(refused).toContainText('INVALID_CREDENTIALS');
  await expect(page.getByRole('cell', { name: 'Done' })).toHaveCount(0);

  await page.getByLabel('Outcome').selectOption('Done');
  await page.getByRole('button', { name: 'Apply' }).click();
  const person = page.getByRole('link', { name: 'show only this person' }).first();
  const id = (await person.getAttribute('title')) ?? '';
  await person.click();
  await expect(page.getByLabel('Person')).toHaveValue(id);
  await expect(page).toHaveURL(`/admin/audit?action=signIn&outcome=SUCCESS&actor=${id}`);
  await page.reload();
  await expect(page.getByLabel('Person')).toHaveValue(id);
  await expect(page.getByLabel('Action')).toHaveValue('signIn');

  await page.getByLabel('From').fill('2026-11-27T12:00');
  await page.getByLabel('Before').fill('2026-11-27T11:00');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('The end must be after the beginning.')).toBeVisible();
  await expect(page.getByLabel('Before')).toBeFocused();
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(page).toHaveURL('/admin/audit');
  await expect(page.getByLabel('From')).toHaveValue('');

  // More than a page of one kind, so that the list has to go on.
  const signOut = async () => {
    const response = await send(server, SignOutDocument, {});
    expect(await response.text()).toContain('"signedOut"');
  };
  for (let sent = 0; sent < 60; sent += 10) await Promise.all(Array.from({ length: 10 }, signOut));
  await page.getByLabel('Action').selectOption('signOut');
  await page.getByRole('button', { name: 'Apply' }).click();
  await readUntil(page, page.getByText('The latest 50 events'));
  await page.getByRole('contentinfo').scrollIntoViewIfNeeded();
  await expect(page.getByText(/^\d+ events$/)).toBeVisible(); // no longer "the latest N": these are all
  expect(await page.getByRole('row').count()).toBeGreaterThan(51);
});

test('a change that needs the password again continues once it is entered, and can be cancelled', async ({
  page,
  server,
}) => {
  const { email } = await newAccount(server);
  await signIn(page, adminEmail); // the session ends with the next sign-in, so it can't be the one of other tests
  let refusals = 2;
  await page.route('**/graphql', async (route) => {
    const { operationName } = route.request().postDataJSON() as { operationName?: string };
    if (operationName !== 'ResetUserMfa' || refusals === 0) {
      await route.continue();
      return;
    }
    refusals -= 1;
    await route.fulfill({
      json: { data: null, errors: [{ message: 'Sign in again.', extensions: { code: 'STEP_UP_REQUIRED' } }] },
    });
  });
  await page.goto('/admin/users');
  await find(page, email);
  await choose(page, 'Reset second factors');
  const question = confirmation(page, 'Reset the second factors?');
  const again = page.getByRole('dialog', { name: 'Please confirm that it is you' });
  await question.getByRole('button', { name: 'Reset second factors' }).click();
  await expect(again).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  await page.keyboard.press('Escape');
  await expect(again).toBeHidden();
  await expect(question.getByRole('alert')).toContainText('Please confirm that it is you');

  await question.getByRole('button', { name: 'Reset second factors' }).click();
  await again.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('The second factors of Ada Lovelace are reset.')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Manage' })).toBeFocused();
});

test('a refusal by the server is shown in the dialog', async ({ page, context, server, administrator }) => {
  const { email } = await newAccount(server);
  const session = await sessionOf(server, email);
  await context.addCookies(await administrator());
  await page.goto('/admin/users');
  await find(page, email);
  const { deleteAccount } = await ask(server, DeleteAccountDocument, { input: { email } }, session);
  expect(deleteAccount.deleted).toBe(true);
  await choose(page, 'Disable the account');
  const question = confirmation(page, 'Disable this account?');
  await question.getByRole('button', { name: 'Disable the account' }).click();
  await expect(question.getByRole('alert')).toBeVisible();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Manage' })).toBeFocused();

  // Nothing of the kind is offered for one's own account.
  await find(page, adminEmail);
  await page.getByRole('button', { name: 'Manage' }).click();
  await expect(page.getByRole('menuitem')).toHaveText(['See activity']);
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('zzz');
  await expect(page.getByText('Nobody found')).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('button', { name: 'Show all accounts' }).click();
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await expect(page.getByText(adminEmail)).toBeVisible();
});

test('somebody who is not an administrator is redirected', async ({ page, server }) => {
  const { email } = await newAccount(server);
  await page.goto('/admin/audit');
  await expect(page).toHaveURL(/\/sign-in\?returnTo=/);
  await signIn(page, email);
  await page.goto('/admin/users');
  await expect(page).toHaveURL('/');
  await accountMenu(page).click();
  await expect(page.getByRole('menuitem', { name: 'Administration' })).toHaveCount(0);
});

test('an administrator taken out of the group sees so, and nothing more of other people', async ({
  page,
  server,
  watch,
}) => {
  await newAccount(server, formerEmail);
  await signIn(page, formerEmail);
  await page.goto('/admin/audit');
  await expect(page.getByRole('cell', { name: 'Done' }).first()).toBeVisible();
  await operate(server.backend, 'AdminRemoveUserFromGroup', { Username: formerEmail, GroupName: 'admin' });
  await readUntil(page, page.getByRole('alert').filter({ hasText: "You don't have access to this" }));
  await expect(page.getByRole('cell')).toHaveCount(0);
  expect(await flaws(page)).toEqual(none);

  await page.goto('/admin/users');
  await expect(page).toHaveURL('/');
  await accountMenu(page).click();
  await expect(page.getByRole('menuitem', { name: 'Administration' })).toHaveCount(0);
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
});

test('an administrator who was disabled is asked to sign in, and sees why that fails', async ({ page, server }) => {
  await newAccount(server, disabledEmail);
  await signIn(page, disabledEmail);
  await page.goto('/admin/audit');
  await expect(page.getByRole('cell', { name: 'Done' }).first()).toBeVisible();
  await operate(server.backend, 'AdminDisableUser', { Username: disabledEmail });
  const again = page.getByRole('dialog', { name: 'Your session has ended' });
  await readUntil(page, again);
  await again.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(again.getByRole('alert')).toContainText('This account has been disabled.');
  expect(await flaws(page)).toEqual(none);
});
