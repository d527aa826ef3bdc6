// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';

import { recheckOnReturn } from './recheckOnReturn';
import type { SessionState } from './session';

const shown = (persisted: boolean) => {
  const event = new Event('pageshow');
  Object.assign(event, { persisted });
  window.dispatchEvent(event);
};

test.each([
  { hearsOthers: true, checks: 1 },
  { hearsOthers: false, checks: 2 },
])('a page looks again who is signed in where it may have missed something: %o', ({ hearsOthers, checks }) => {
  const query = vi.fn(() => ({ toPromise: () => Promise.resolve() }));
  const state = { status: 'signedIn', client: { query } } as unknown as SessionState;
  const stop = recheckOnReturn({ getState: () => state, hearsOthers });
  shown(false); // a page that has just loaded
  shown(true); // one that comes back from the browser's memory
  document.dispatchEvent(new Event('visibilitychange'));
  expect(query).toHaveBeenCalledTimes(checks);
  stop();
  shown(true);
  expect(query).toHaveBeenCalledTimes(checks);
});
