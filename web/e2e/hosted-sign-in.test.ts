import { confirmBySms, newAccount, password } from './accounts';
import { flaws, none } from './audit';
import { expect, test } from './fixtures';
import { newestCode } from './outbox';

test('a person signs in on the hosted pages and comes back signed in', async ({ page, server, watch }) => {
  const { email } = await newAccount(server);
  await page.goto('/auth/sign-in?returnTo=/?welcome');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Incorrect username or password.');
  await page.getByLabel('Password').fill(password);
  const arrival = page.waitForRequest(`${server.url}/?welcome`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect((await (await arrival).allHeaders()).cookie).toMatch(/session[^;]*=/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  await page.goto('/auth/sign-out');
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(`${server.url}/`);
  await page.goto('/auth/sign-in');
  await expect(page.getByLabel('Password')).toBeVisible();
  // The browser reports the wrong password's 400 as an error; of the policies, nothing is violated.
  expect(watch.consoleErrors.filter((text) => !text.includes('status of 400'))).toEqual([]);
});

test('a second factor is required on the hosted pages', async ({ page, server }) => {
  const { email, phoneNumber } = await newAccount(server);
  await confirmBySms(server, email);
  await page.goto('/auth/sign-in?returnTo=/?welcome');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const code = page.getByLabel(/code/i);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await flaws(page)).toEqual(none);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: test.info().outputPath(`code-${width}.png`) });
  }
  await code.fill('000000');
  await code.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  await code.fill(await newestCode(server.outbox, phoneNumber, 2));
  const arrival = page.waitForRequest(`${server.url}/?welcome`);
  await code.press('Enter');
  expect((await (await arrival).allHeaders()).cookie).toMatch(/session[^;]*=/);
});

for (const first of ['older', 'newer'] as const) {
  test(`sign-ins in two tabs both lead on, the ${first} one first`, async ({ page, context, server }) => {
    const { email } = await newAccount(server);
    const newer = await context.newPage();
    await page.goto('/auth/sign-in?returnTo=/?older');
    await newer.goto('/auth/sign-in?returnTo=/?newer');
    for (const [tab, to] of first === 'older'
      ? ([
          [page, 'older'],
          [newer, 'newer'],
        ] as const)
      : ([
          [newer, 'newer'],
          [page, 'older'],
        ] as const)) {
      await tab.getByLabel('Email').fill(email);
      await tab.getByLabel('Password').fill(password);
      await tab.getByRole('button', { name: 'Sign in' }).click();
      await expect(tab).toHaveURL(`${server.url}/?${to}`);
      await expect(tab.getByRole('button', { name: 'Account of Ada Lovelace' })).toBeVisible();
    }
    // The second has replaced the first: no session is left that nobody could reach.
    await page.goto('/profile/sessions');
    await expect(page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toHaveCount(1);
  });
}

test('a callback opened again leads on while one is signed in, and else says how to begin again', async ({
  page,
  server,
}) => {
  const { email } = await newAccount(server);
  const callback = page.waitForRequest(`${server.url}/auth/callback?*`);
  await page.goto('/auth/sign-in?returnTo=/projects');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${server.url}/projects`);
  const address = (await callback).url();
  await page.goto(address);
  await expect(page).toHaveURL(`${server.url}/projects`);

  await page.goto('/auth/sign-out');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(`${server.url}/`);
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This sign-in can’t be completed');
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${server.url}/projects`);
});

for (const width of [390, 1280]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`at ${width} pixels, ${colorScheme}`, () => {
      test.use({ viewport: { width, height: 800 }, colorScheme });

      test('the hosted pages and the error page are accessible', async ({ page }) => {
        await page.goto('/auth/sign-in');
        expect(await flaws(page)).toEqual(none);
        await page.getByLabel('Email').fill('nobody@example.com');
        await page.getByLabel('Password').fill('wrong');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await expect(page.getByRole('alert')).toBeVisible();
        expect(await flaws(page)).toEqual(none);
        await page.getByRole('button', { name: 'Cancel' }).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are not signed in');
        expect(await flaws(page)).toEqual(none);
        await page.goto('/auth/callback?code=x&state=y');
        expect(await flaws(page)).toEqual(none);
      });
    });
  }
}
