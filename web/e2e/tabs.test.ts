import type { BrowserContext, Page, Request } from '@playwright/test';

import { newAccount, password } from './accounts';
import { account, signIn } from './browsing';
import { test as base, expect } from './fixtures';
import { castVote, createProject, newVoter, withdrawProject } from './voters';

interface Fixtures {
  /** The streams that the browser has open now. */
  streams: () => Request[];
  /** A project to vote for. */
  project: string;
}

const test = base.extend<Fixtures>({
  streams: async ({ context }, use) => {
    const streams = new Set<Request>();
    context.on('request', (request) => {
      if (request.headers().accept?.startsWith('text/event-stream')) streams.add(request);
    });
    context.on('requestfinished', (request) => streams.delete(request));
    context.on('requestfailed', (request) => streams.delete(request));
    await use(() => [...streams].filter((request) => !request.frame().page().isClosed()));
  },
  project: async ({ server }, use) => {
    const owner = await newVoter(server);
    const id = await createProject(server, owner, 'A choir');
    await use(id);
    await withdrawProject(server, owner, id);
  },
});

// By plain http, and so HTTP/1.1, of which a browser opens six connections to a server.
test.use({ shape: 'development' });

/** Opens tabs one after the other, as people do; each must have loaded and be live. */
async function openTabs(context: BrowserContext, paths: string[]): Promise<Page[]> {
  const tabs: Page[] = [];
  for (const path of paths) {
    const tab = await context.newPage();
    await tab.goto(path);
    tabs.push(tab);
    await live(tab);
  }
  return tabs;
}

const live = (tab: Page) => expect(tab.getByRole('status').filter({ hasText: 'Live' })).toHaveCount(1);
const points = (tab: Page, count: number) =>
  expect(tab.getByRole('list', { name: 'Standings' }).getByRole('listitem')).toHaveText([
    new RegExp(`A choir.*${count} points`),
  ]);
const open = (streams: () => Request[], count: number) => expect.poll(() => streams().length).toBe(count);

/** Has a tab come to the front or go behind another: without a screen, Chromium takes every tab for visible. */
async function turn(tab: Page, state: DocumentVisibilityState) {
  await tab.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);
}

test('eight tabs are live by one stream, whichever of them is closed', async ({
  context,
  server,
  streams,
  project,
  watch,
}) => {
  test.slow();
  const tabs = await openTabs(context, Array<string>(8).fill('/leaderboard'));
  expect(streams()).toHaveLength(1);
  await castVote(server, await newVoter(server), project, 3);
  for (const tab of tabs) await points(tab, 3);

  const asking = streams()[0]?.frame().page();
  await asking?.close();
  const left = tabs.filter((tab) => tab !== asking);
  expect(left).toHaveLength(7);
  await open(streams, 1);
  await castVote(server, await newVoter(server), project, 5);
  for (const tab of left) await points(tab, 8);
  for (const tab of left) await live(tab);
  expect(streams()).toHaveLength(1);
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
});

test('tabs that show the whole board and its first places have a stream for each of the two', async ({
  context,
  streams,
  project,
}) => {
  test.slow();
  expect(project).not.toBe('');
  await openTabs(context, ['/', '/leaderboard', '/', '/leaderboard', '/', '/leaderboard', '/', '/leaderboard']);
  await open(streams, 2);
});

test('a tab behind another has no stream, and catches up when it is looked at', async ({
  context,
  server,
  streams,
  project,
}) => {
  const [first, second] = (await openTabs(context, ['/leaderboard', '/leaderboard'])) as [Page, Page];
  await turn(first, 'hidden'); // the one with the stream
  await open(streams, 1);
  await live(second);
  await turn(second, 'hidden');
  await open(streams, 0);
  await castVote(server, await newVoter(server), project, 4);
  await points(second, 0);
  await turn(first, 'visible');
  await points(first, 4);
  await live(first);
  await turn(second, 'visible');
  await points(second, 4);
  await live(second);
  expect(streams()).toHaveLength(1);
});

test('a page that comes back from the memory of the browser is live again', async ({
  page,
  server,
  streams,
  project,
}) => {
  await page.goto('/leaderboard');
  await live(page);
  await page.goto('/healthz');
  await open(streams, 0);
  await castVote(server, await newVoter(server), project, 2);
  await page.goBack();
  await points(page, 2);
  await live(page);
  expect(streams()).toHaveLength(1);
});

test('tabs stay live while somebody signs in and out, by a stream of that person alone', async ({
  context,
  server,
  streams,
  project,
}) => {
  const [first, second] = (await openTabs(context, ['/leaderboard', '/leaderboard'])) as [Page, Page];
  const anonymous = streams()[0];
  const { email } = await newAccount(server);
  await signIn(first, email, password, '/leaderboard');
  await expect(account(first)).toBeVisible();
  for (const tab of [first, second]) await live(tab);
  await open(streams, 1);
  const signedIn = streams()[0];
  expect(signedIn).not.toBe(anonymous);
  await account(first).click();
  await first.getByRole('menuitem', { name: 'Sign out' }).click();
  await live(second);
  await open(streams, 1);
  await castVote(server, await newVoter(server), project, 2);
  await points(second, 2);
});
