import { createRoute } from '@tanstack/react-router';

import { leaveIfSignedIn, page } from '../../shared/routing/page';
import { rootRoute } from '../../shared/routing/root';
import { catalogs } from './catalogs';

declare module '@tanstack/react-router' {
  /** What one page of this feature hands to the next; it is not in the address, which others may see. */
  interface HistoryState {
    /** The account. */
    email?: string;
    /** Where its code was sent, masked. */
    sentTo?: string;
    /** What was done just before, to be said above the form. */
    done?: 'confirmed' | 'passwordReset';
  }
}

const at = <Path extends string>(path: Path, load: Parameters<typeof page>[0]) =>
  createRoute({ getParentRoute: () => rootRoute, path, component: page(load, catalogs) });

/** For pages that lead to a session. */
const towardsSession = <Path extends string>(path: Path, load: Parameters<typeof page>[0]) =>
  createRoute({ getParentRoute: () => rootRoute, path, beforeLoad: leaveIfSignedIn, component: page(load, catalogs) });

export const routes = [
  towardsSession('/sign-up', () => import('./SignUpPage')),
  towardsSession('/confirm', () => import('./ConfirmPage')),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in',
    validateSearch: (search: Record<string, unknown>): { returnTo?: string } =>
      typeof search.returnTo === 'string' ? { returnTo: search.returnTo } : {},
    beforeLoad: leaveIfSignedIn,
    component: page(() => import('./SignInPage'), catalogs),
  }),
  at('/forgot-password', () => import('./ForgotPasswordPage')),
  at('/reset-password', () => import('./ResetPasswordPage')),
] as const;
