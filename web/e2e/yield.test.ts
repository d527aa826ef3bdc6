import { randomInt } from 'node:crypto';

import type { Page } from '@playwright/test';

import { SignUpDocument } from '../src/features/accounts/gql/graphql';
import { ask, fromElsewhere, newAccount, password } from './accounts';
import { flaws, none } from './audit';
import { account, tabTo } from './browsing';
import { expect, test } from './fixtures';
import { newestCode } from './outbox';
import type { Server } from './server';
import { createProject, newVoter } from './voters';

const someone = () => ({ email: `ada.${randomInt(1e9)}@example.com`, phoneNumber: newNumber() });

const newNumber = () => `+4420${randomInt(7e7, 8e7)}`;

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

/** Fills in the sign-up page and sends it. */
async function signUp(page: Page, { email, phoneNumber }: { email: string; phoneNumber: string }) {
  await page.goto('/sign-up');
  await expect(page.getByText('At least 12 characters')).toBeVisible();
  await field(page, 'Full name').fill('Ada Lovelace');
  await field(page, 'Work email').fill(email);
  await field(page, 'Phone number').fill(phoneNumber);
  await field(page, 'Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(heading(page)).toHaveText('Enter your code');
}

/** Enters the newest code to a number, which signs in. */
async function confirmAndSignIn(page: Page, server: Server, phoneNumber: string) {
  await field(page, 'Code').fill(await newestCode(server.outbox, phoneNumber, 1));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(account(page)).toBeVisible();
}

const change = (page: Page) => page.getByRole('link', { name: 'Wrong number or email address? Change it' });

test('a wrong phone number is corrected by the keyboard, without typing anything else again', async ({
  page,
  server,
  watch,
}) => {
  const { email, phoneNumber: wrong } = someone();
  const right = newNumber();
  await signUp(page, { email, phoneNumber: wrong });
  await expect(page.getByText(`You will sign in as ${email}.`)).toBeVisible();
  await expect(change(page)).toBeVisible();
  expect(await flaws(page)).toEqual(none);

  await tabTo(page, change(page));
  await page.keyboard.press('Enter');
  await expect(heading(page)).toBeFocused();
  await expect(page.getByText('Correct what is wrong, and we send a new code.')).toBeVisible();
  await expect(field(page, 'Full name')).toHaveValue('Ada Lovelace');
  await expect(field(page, 'Work email')).toHaveValue(email);
  await expect(field(page, 'Password')).toHaveValue(password);
  await tabTo(page, field(page, 'Phone number'));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(right);
  expect(await flaws(page)).toEqual(none);
  await page.keyboard.press('Enter');

  await expect(heading(page)).toHaveText('Enter your code');
  await expect(heading(page)).toBeFocused();
  await confirmAndSignIn(page, server, right);
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
});

test('a wrong email address is corrected after a reload, which leaves nothing but the address', async ({
  page,
  server,
}) => {
  const { email, phoneNumber } = someone();
  await signUp(page, { email: `x${email}`, phoneNumber });
  await page.reload();
  await change(page).click();
  await expect(heading(page)).toHaveText('Create your account');
  await expect(field(page, 'Work email')).toHaveValue(`x${email}`);
  await expect(field(page, 'Password')).toHaveValue('');
  await field(page, 'Full name').fill('Ada Lovelace');
  await field(page, 'Work email').fill(email);
  await field(page, 'Phone number').fill(phoneNumber);
  await field(page, 'Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText(`You will sign in as ${email}.`)).toBeVisible();
  await field(page, 'Code').fill(await newestCode(server.outbox, phoneNumber, 2));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(account(page)).toBeVisible();
});

test('the way back from the code leads to the form as it was, and a new sign-up to an empty one', async ({ page }) => {
  const { email, phoneNumber } = someone();
  await signUp(page, { email, phoneNumber });
  await page.goBack();
  await expect(field(page, 'Work email')).toHaveValue(email);
  await expect(field(page, 'Password')).toHaveValue(password);
  await page.getByRole('link', { name: 'Sign in' }).last().click();
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(heading(page)).toHaveText('Create your account');
  await expect(field(page, 'Work email')).toHaveValue('');
  await expect(field(page, 'Password')).toHaveValue('');
});

test('somebody who comes back to sign in can still correct the number', async ({ page, server }) => {
  const { email, phoneNumber } = someone();
  const signUpInput = { email, phoneNumber, name: 'Ada Lovelace', password };
  await ask(server, SignUpDocument, { input: signUpInput }, fromElsewhere());
  await page.goto('/sign-in');
  await field(page, 'Work email').fill(email);
  await field(page, 'Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Confirm your phone first' })).toBeVisible();
  await change(page).click();
  await expect(heading(page)).toHaveText('Create your account');
  await expect(field(page, 'Work email')).toHaveValue(email);
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('the number can be corrected, too', async ({ page }) => {
    await page.goto('/confirm');
    await field(page, 'Geschäftliche E-Mail').fill('ada@example.com');
    await page.getByRole('link', { name: 'Nummer oder E-Mail-Adresse falsch? Ändern' }).click();
    await expect(page.getByText('Korrigiere, was falsch ist, und wir schicken einen neuen Code.')).toBeVisible();
    await expect(field(page, 'Geschäftliche E-Mail')).toHaveValue('ada@example.com');
  });
});

for (const state of ['that waits for its code', "confirmed by the stranger's phone"]) {
  test(`the owner of an address signs up and votes after a stranger's sign-up ${state}`, async ({ page, server }) => {
    const { email, phoneNumber } = someone();
    const title = `Bikes ${randomInt(1e9)}`;
    await createProject(server, await newVoter(server), title);
    if (state === 'that waits for its code') {
      const input = { email, phoneNumber: newNumber(), name: 'A Stranger', password: 'Other-Horn-8-Found!' };
      await ask(server, SignUpDocument, { input }, fromElsewhere());
    } else {
      await newAccount(server, email);
    }

    await signUp(page, { email, phoneNumber });
    await confirmAndSignIn(page, server, phoneNumber);
    await page.getByRole('link', { name: 'verify your email address' }).click();
    await page.getByRole('button', { name: 'Send the code' }).click();
    await field(page, 'Code').fill(await newestCode(server.outbox, email, 1));
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByText('You can vote and pitch now')).toBeVisible();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Projects' }).click();
    await page.getByRole('button', { name: `Vote for “${title}”` }).click();
    await page.getByRole('menuitem', { name: '5 points' }).click();
    await expect(page.getByText(`You gave “${title}” a vote of 5.`)).toBeVisible();
  });
}
