import type { Session } from './session';

/**
 * Has a page look who is signed in when somebody comes back to it, if it may have missed what other tabs said: it was kept in the
 * browser's memory meanwhile, or the browser has no channel between tabs.
 */
export function recheckOnReturn(session: Pick<Session, 'recheck' | 'hearsOthers'>): void {
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void session.recheck();
  });
  document.addEventListener('visibilitychange', () => {
    if (!session.hearsOthers && document.visibilityState === 'visible') void session.recheck();
  });
}
