import { randomInt } from 'node:crypto';

import type { Page } from '@playwright/test';

import { password } from './accounts';
import { signedIn } from './browsing';
import { test as base, expect } from './fixtures';
import { type Release, buildNextRelease } from './nextRelease';
import { type Instance, type Server, startBackend, startInstance, startTlsEnd } from './server';
import { createProject, newVoter } from './voters';

/** The release that is tested, and the one after it. */
type Which = 'this' | 'next';

interface Fleet extends Server {
  /** Has instances of these releases, asked in turn, take the place of those that run. */
  roll: (...releases: Which[]) => Promise<void>;
}

interface Fixtures {
  /** What the page has shown the person in alerts. */
  alerts: string[];
}

const test = base.extend<Fixtures, { next: Release; fleet: Fleet }>({
  next: [
    async ({}, use) => {
      const next = await buildNextRelease();
      await use(next);
      await next.remove();
    },
    { scope: 'worker', timeout: 600_000 },
  ],

  fleet: [
    async ({ next }, use) => {
      process.env.E2E_NEXT_SERVER = next.binary;
      const [backend, tls] = await Promise.all([startBackend(), startTlsEnd()]);
      let running: Instance[] = [];
      const roll = async (...releases: Which[]) => {
        const before = running;
        running = await Promise.all(
          releases.map((which) =>
            startInstance(backend, tls.url, {}, which === 'this' ? 'E2E_SERVER' : 'E2E_NEXT_SERVER'),
          ),
        );
        await tls.leadTo(...running);
        await Promise.all(before.map((instance) => instance.stop()));
      };
      await roll('this');
      await use({ url: tls.url, outbox: backend.outbox, stop: tls.stop, roll });
      await Promise.all([tls, ...running].map((each) => each.stop()));
      await backend.stop();
    },
    { scope: 'worker', timeout: 600_000 },
  ],

  server: [({ fleet }, use) => use(fleet), { scope: 'worker', timeout: 600_000 }],

  alerts: [
    async ({ context }, use) => {
      const alerts: string[] = [];
      await context.exposeFunction('alertSeen', (text: string) => alerts.push(text));
      await context.addInitScript(() => {
        const seen = new Set<Element>();
        const look = () => {
          for (const element of document.querySelectorAll('[role=alert]')) {
            if (seen.has(element) || !element.textContent) continue;
            seen.add(element);
            (window as unknown as { alertSeen: (text: string) => void }).alertSeen(element.textContent);
          }
        };
        new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
      });
      await use(alerts);
    },
    { auto: true },
  ],
});

// A build, and instances that start and stop.
test.describe.configure({ timeout: 180_000 });

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** Opens the list with one project of somebody else, and gives that a vote. */
async function openProject(page: Page, server: Server) {
  const title = `A choir ${randomInt(1e9)}`;
  await createProject(server, await newVoter(server), title);
  await page.goto(`/projects?q=${title.slice(8)}`);
  await expect(page.getByRole('button', { name: `Vote for “${title}”` })).toBeVisible();
  return title;
}

async function vote(page: Page, title: string, points: number) {
  await page.getByRole('button', { name: `Vote for “${title}”` }).click();
  await page.getByRole('menuitem', { name: `${points} point` }).click();
  await expect(page.getByText(`You gave “${title}” a vote of ${points}.`)).toBeVisible();
}

async function fillInPitch(page: Page, title: string) {
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Pitch', { exact: true }).fill('Forty-five minutes at lunch, no experience needed.');
}

const pitchIt = (page: Page) => page.getByRole('button', { name: 'Pitch it' }).click();

test('a tab of the previous release works with a server of the next', async ({ page, context, fleet, alerts }) => {
  await fleet.roll('this');
  await signedIn(page, (await newVoter(fleet)).email);
  const title = await openProject(page, fleet);
  const form = await context.newPage();
  await form.goto('/projects/new');
  await fillInPitch(form, 'Bikes at every office');
  await fleet.roll('next');

  await pitchIt(form);
  await expect(heading(form)).toHaveText('Bikes at every office');
  await page.bringToFront();
  await vote(page, title, 5);
  // The script of a page that was not open yet is gone with its release.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Leaderboard' }).click();
  await expect(heading(page)).toHaveText('Leaderboard');
  await expect(page.getByRole('list', { name: 'Standings' })).toContainText(title);
  expect(alerts).toEqual([]);
});

test('a tab of the next release recovers with a server of the previous one, and keeps what was typed', async ({
  page,
  context,
  fleet,
  browser,
  alerts,
}) => {
  await fleet.roll('next');
  await signedIn(page, (await newVoter(fleet)).email);
  const title = await openProject(page, fleet);
  const form = await context.newPage();
  await form.goto('/projects/new');
  await fillInPitch(form, 'Quiet rooms');
  const stranger = await browser.newContext({ baseURL: fleet.url });
  const signUp = await stranger.newPage();
  await signUp.goto('/sign-up');
  const [email, phoneNumber] = [`ada.${randomInt(1e9)}@example.com`, `+4420${randomInt(7e7, 8e7)}`];
  await signUp.getByLabel('Full name').fill('Ada Lovelace');
  await signUp.getByLabel('Work email').fill(email);
  await signUp.getByLabel('Phone number', { exact: true }).fill(phoneNumber);
  await signUp.getByLabel('Password', { exact: true }).fill(password);
  await fleet.roll('this');

  await form.bringToFront();
  await pitchIt(form);
  await expect(form.getByText('What you typed is still here')).toBeVisible();
  await expect(form.getByLabel('Title')).toHaveValue('Quiet rooms');
  await pitchIt(form);
  await expect(heading(form)).toHaveText('Quiet rooms');

  await signUp.bringToFront();
  await signUp.getByRole('button', { name: 'Create account' }).click();
  await expect(signUp.getByText('What you typed is still here')).toBeVisible();
  await expect(signUp.getByLabel('Full name')).toHaveValue('Ada Lovelace');
  await expect(signUp.getByLabel('Work email')).toHaveValue(email);
  await expect(signUp.getByLabel('Password', { exact: true })).toHaveValue('');
  await signUp.getByLabel('Password', { exact: true }).fill(password);
  await signUp.getByRole('button', { name: 'Create account' }).click();
  await expect(heading(signUp)).toHaveText('Enter your code');
  expect(await signUp.evaluate(() => sessionStorage.length)).toBe(0);
  await stranger.close();

  await page.bringToFront();
  await page.getByRole('button', { name: `Vote for “${title}”` }).click();
  await page.getByRole('menuitem', { name: '5 points' }).click();
  await expect(page.getByText('If what you did last is not there, please do it again.')).toBeVisible();
  await vote(page, title, 5);
  expect(alerts).toEqual([]);
});

test('while a release is rolled out, instances of both serve old and new tabs', async ({
  page,
  context,
  fleet,
  alerts,
}) => {
  await fleet.roll('this');
  await signedIn(page, (await newVoter(fleet)).email);
  const title = await openProject(page, fleet);
  await fleet.roll('this', 'next');

  await vote(page, title, 4);
  for (let visit = 0; visit < 4; visit += 1) {
    const tab = await context.newPage();
    await tab.goto('/leaderboard');
    await expect(tab.getByRole('list', { name: 'Standings' })).toContainText(title);
    await expect(tab.getByRole('status').filter({ hasText: 'Live' })).toHaveCount(1);
    await tab.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Projects' }).click();
    await tab.getByRole('link', { name: 'Pitch a project' }).click();
    await fillInPitch(tab, `Kites ${visit}`);
    await pitchIt(tab);
    await expect(heading(tab)).toHaveText(`Kites ${visit}`);
    await tab.close();
  }
  expect(alerts).toEqual([]);
});
