import { type Locator, type Page, expect } from '@playwright/test';

/** How a page comes up for somebody: times in milliseconds, and what moves before their eyes. */
export interface FirstScreen {
  /** Requests that were sent before the first paint with content, the page's own included. */
  requestsBefore: number;
  firstContentfulPaint: number;
  largestContentfulPaint: number;
  /** When the app's own header is there, which answers to what is pressed. */
  usable: number;
  /** All layout shifts together, which is at least what Core Web Vitals count. */
  shift: number;
  /** What moved, for anyone who has to mend it. */
  moved: string[];
}

/** The pages that people come in by, and what is there once they are complete. */
export const entrances = [
  { path: '/', complete: (page: Page) => page.getByRole('list', { name: 'Standings' }).or(noProjects(page)) },
  { path: '/projects', complete: (page: Page) => page.getByText(/^\d+ projects?$/) },
  {
    path: '/leaderboard',
    complete: (page: Page) => page.getByRole('list', { name: 'Standings' }).or(noProjects(page)),
  },
  { path: '/sign-up', complete: (page: Page) => page.getByRole('list', { name: 'Rules for the password' }) },
];

const noProjects = (page: Page) => page.getByText('No projects yet');

/** Has the page load as on a phone with slow 3G: 400 kbit/s, 400 ms to the server and back, a processor four times slower. */
export async function asOnASlowPhone(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const throughput = 400_000 / 8;
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** Opens a page, waits until `complete` is there and the frame with it, and tells how that went. */
export async function openFirst(page: Page, path: string, complete: Locator): Promise<FirstScreen> {
  const patience = { timeout: 60_000 };
  await page.addInitScript(observe);
  await page.goto(path, patience);
  await expect(page.getByRole('banner').locator('a[href^="/sign-in"], button').first()).toBeVisible(patience);
  const usable = await page.evaluate(() => performance.now());
  await expect(complete).toBeVisible(patience);
  await expect(page.getByLabel('Colours')).toBeVisible(patience);
  return { usable: Math.round(usable), ...(await page.evaluate(figures)) };
}

type Observed = Window & { largest?: number; shifts?: { value: number; moved: string }[] };

/** Runs in the page before anything else does. */
function observe() {
  const page = window as Observed;
  const shifts: { value: number; moved: string }[] = [];
  page.shifts = shifts;
  new PerformanceObserver((list) => {
    page.largest = list.getEntries().at(-1)?.startTime ?? 0;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, sources } = entry as PerformanceEntry & {
        value: number;
        sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
      };
      const rect = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(',');
      const moved = sources.map(({ node, previousRect, currentRect }) => {
        const element = node instanceof Element ? node : node?.parentElement;
        return `${element?.localName ?? '?'}.${element?.className ?? ''} ${rect(previousRect)} → ${rect(currentRect)}`;
      });
      shifts.push({ value, moved: moved.join('; ') });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Reads in the page what has been observed. */
async function figures() {
  await document.fonts.ready;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const page = window as Observed;
  const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN;
  const requests = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < paint);
  const shifts = page.shifts ?? [];
  return {
    requestsBefore: 1 + requests.length,
    firstContentfulPaint: Math.round(paint),
    largestContentfulPaint: Math.round(page.largest ?? NaN),
    shift: shifts.reduce((sum, { value }) => sum + value, 0),
    moved: shifts.map(({ value, moved }) => `${value.toFixed(4)}: ${moved}`),
  };
}
