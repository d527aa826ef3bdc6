import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What the axe audit finds, and how far the page scrolls sideways. */
export async function flaws(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const overflow = await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
  return { violations, overflow };
}

/** What `flaws` answers of a page that has none. */
export const none = { violations: [], overflow: 0 };
