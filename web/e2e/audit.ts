import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What the axe audit finds of a page that has come to rest, and how far it scrolls sideways. */
export async function flaws(page: Page) {
  await page.evaluate(atRest);
  // In legacy mode axe leaves out frames of other origins, of which there are none, and is done in half of the time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const overflow = await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
  return { violations, overflow };
}

/** Waits for what comes in to be there: half-way its colours are mixed with what is behind. What moves for ever is not waited for. */
async function atRest() {
  const passing = document
    .getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(passing.map((animation) => animation.finished));
}

/** What `flaws` answers of a page that has none. */
export const none = { violations: [], overflow: 0 };

/**
 * The screens of each story: a phone at night and a desktop by day. The tour goes to every page on the others.
 */
export const screens = [
  { width: 390, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
] as const;
