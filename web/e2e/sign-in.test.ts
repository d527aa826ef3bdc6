import { randomInt } from 'node:crypto';

import { confirmBySms, newAccount, password } from './accounts';
import { flaws, none, screens } from './audit';
import { account, fillIn, openForgotPassword, signIn, tabTo } from './browsing';
import { answer, challengedBy, newPassword, selectMfa, totpSetup } from './challenges';
import { expect, test } from './fixtures';
import { operationOf } from './operations';
import { newestCode } from './outbox';

for (const { width, colorScheme } of screens) {
  test.describe(`at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('somebody signs up, confirms the phone, signs in and signs out by the keyboard alone', async ({
      page,
      server,
      watch,
    }) => {
      const email = `ada.${randomInt(1e9)}@example.com`;
      const phoneNumber = `+4420${randomInt(7e7, 8e7)}`;
      await page.goto('/sign-up');
      await expect(page.getByText('At least 12 characters')).toBeVisible();
      await fillIn(page, page.getByLabel('Full name'), 'Ada Lovelace');
      await fillIn(page, page.getByLabel('Work email'), email);
      await fillIn(page, page.getByLabel('Phone number', { exact: true }), phoneNumber);
      await fillIn(page, page.getByLabel('Password', { exact: true }), password);
      expect(await flaws(page)).toEqual(none);
      await page.keyboard.press('Enter');

      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enter your code');
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
      await fillIn(page, page.getByLabel('Code', { exact: true }), await newestCode(server.outbox, phoneNumber, 1));
      expect(await flaws(page)).toEqual(none);
      await page.keyboard.press('Enter');

      await expect(page).toHaveURL('/projects'); // signed in, without the password again
      await expect(account(page)).toBeVisible();

      // Back leads to no form that a person who is signed in has no use for.
      await page.goBack();
      await expect(page).toHaveURL('/projects');
      await expect(account(page)).toBeVisible();
      await tabTo(page, account(page));
      await page.keyboard.press('Enter');
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      await page.keyboard.press('End');
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
    });
  });
}

test('after a reload, the password is typed once more, and Back leads on all the same', async ({ page, server }) => {
  const email = `ada.${randomInt(1e9)}@example.com`;
  const phoneNumber = `+4420${randomInt(7e7, 8e7)}`;
  await page.goto('/sign-up');
  await page.getByLabel('Full name').fill('Ada Lovelace');
  await page.getByLabel('Work email').fill(email);
  await page.getByLabel('Phone number', { exact: true }).fill(phoneNumber);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enter your code');
  await page.reload();
  await page.getByLabel('Code', { exact: true }).fill(await newestCode(server.outbox, phoneNumber, 1));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Your phone is confirmed.')).toBeVisible();
  await expect(page.getByLabel('Work email')).toHaveValue(email);
  expect(await flaws(page)).toEqual(none);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/projects');
  await expect(account(page)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL('/projects');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Projects');
});

test('a second factor that the pool requires follows the confirmation', async ({ page, server }) => {
  const email = `ada.${randomInt(1e9)}@example.com`;
  const phoneNumber = `+4420${randomInt(7e7, 8e7)}`;
  await page.goto('/sign-up');
  await page.getByLabel('Full name').fill('Ada Lovelace');
  await page.getByLabel('Work email').fill(email);
  await page.getByLabel('Phone number', { exact: true }).fill(phoneNumber);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  const passwords: unknown[] = [];
  await page.route('**/graphql', async (route) => {
    if (operationOf(route) !== 'SignIn') {
      await route.fallback();
      return;
    }
    passwords.push(
      (route.request().postDataJSON() as { variables: { input: { password: string } } }).variables.input.password,
    );
    await answer(route, 'signIn', totpSetup);
  });
  await page.getByLabel('Code', { exact: true }).fill(await newestCode(server.outbox, phoneNumber, 1));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('heading', { name: 'Set up an authenticator app' })).toBeVisible();
  expect(passwords).toEqual([password]);
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(page.getByText('Your phone is confirmed.')).toBeVisible();
});

test('a sign-up says at each field what is wrong with it, and leads to the first', async ({ page }) => {
  await page.goto('/sign-up');
  await expect(page.getByText('At least 12 characters')).toBeVisible();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('Enter your name.')).toBeVisible();
  await expect(page.getByText('Choose a password.')).toBeVisible();
  await expect(page.getByLabel('Full name')).toBeFocused();
  await expect(page.getByLabel('Full name')).toHaveAttribute('aria-invalid', 'true');
  expect(await flaws(page)).toEqual(none);

  // What only the server knows is shown at its field too.
  await page.getByLabel('Full name').fill('Ada Lovelace');
  await page.getByLabel('Work email').fill('ada@elsewhere.test');
  await page.getByLabel('Phone number', { exact: true }).fill('+442079460018');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('Work email')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Work email')).toBeFocused();
});

test('a second factor is required, and a wrong code can be corrected', async ({ page, server }) => {
  const { email, phoneNumber } = await newAccount(server);
  await confirmBySms(server, email);
  await signIn(page, email, 'Wrong-Password-1!');
  await expect(page.getByRole('alert')).toBeVisible();
  await signIn(page, email);
  await expect(page.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  const code = await newestCode(server.outbox, phoneNumber, 2);
  await page.getByLabel('Code', { exact: true }).fill(code === '000000' ? '111111' : '000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(account(page)).toBeVisible();
});

test('a forgotten password is replaced by way of a code', async ({ page, server }) => {
  const { email, phoneNumber } = await newAccount(server);
  const other = 'Another-Horn-8-Found!';
  await page.goto('/sign-in');
  await openForgotPassword(page);
  await page.getByLabel('Work email').fill(email);
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('button', { name: 'Send the code' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose a new password');
  await page.getByLabel('Code', { exact: true }).fill(await newestCode(server.outbox, phoneNumber, 2));
  await page.getByLabel('New password', { exact: true }).fill(other);
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(other);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(account(page)).toBeVisible();
});

test('the tabs of a browser agree on who is signed in', async ({ page, context, server }) => {
  const { email } = await newAccount(server);
  const otherTab = await context.newPage();
  await otherTab.goto('/');
  await expect(otherTab.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
  // Chromium draws a tab in the background once a second.
  await page.bringToFront();
  await signIn(page, email);
  await expect(account(otherTab)).toBeVisible();
  await otherTab.bringToFront();
  await account(otherTab).click();
  await otherTab.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('the answer that a challenge asks for is sent, and leads to the next one', async ({ page }) => {
  const sent: unknown[] = [];
  await challengedBy(page, selectMfa);
  const next = [totpSetup, newPassword, selectMfa];
  await page.route('**/graphql', async (route) => {
    if (operationOf(route) !== 'AnswerChallenge') {
      await route.fallback();
      return;
    }
    sent.push((route.request().postDataJSON() as { variables: { input: unknown } }).variables.input);
    await answer(route, 'answerChallenge', next[sent.length - 1] ?? selectMfa);
  });
  await expect(page.getByRole('heading', { name: 'How do you want to confirm?' })).toBeFocused();
  await page.getByRole('button', { name: 'My authenticator app' }).click();
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
  await expect(page.getByText('JBSWY3DPEHPK3PXP', { exact: true })).toBeVisible();
  await page.getByLabel('Code', { exact: true }).fill('123456');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByText('The password does not meet the rules below yet.')).toBeVisible();
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('button', { name: 'A code by text message' })).toBeVisible();
  expect(sent).toEqual([
    { handle: 'choose', method: 'TOTP' },
    { handle: 'totp-set-up', code: '123456' },
    { handle: 'new-password', newPassword: password },
  ]);
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.keyboard.press('Tab'); // from where the form begins, not from the top of the page
  await expect(page.getByLabel('Work email')).toBeFocused();
});
