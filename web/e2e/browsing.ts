import type { Locator, Page } from '@playwright/test';

import { password } from './accounts';
import { expect } from './fixtures';

/** Goes to an element as somebody does who has no mouse. */
export async function tabTo(page: Page, target: Locator, most = 60) {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < most; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

/** Types into a field that the keyboard has reached. */
export async function fillIn(page: Page, target: Locator, text: string) {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

/** Fills in the sign-in page and sends it; it leads to `to`. */
export async function signIn(page: Page, email: string, withPassword = password, to = '') {
  await page.goto(to ? `/sign-in?returnTo=${to}` : '/sign-in');
  await page.getByLabel('Work email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(withPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Goes from the sign-in page to the one for a forgotten password. */
export async function openForgotPassword(page: Page) {
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  // The sign-in page, which stays until the next one is there, asks for the address as well.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?');
}

/** The button with the account's menu, which is there when somebody is signed in. */
export const account = (page: Page) => page.getByRole('button', { name: 'Account of Ada Lovelace' });

/** Signs in, and waits until it is done. */
export async function signedIn(page: Page, email: string) {
  await signIn(page, email);
  await expect(account(page)).toBeVisible();
}
