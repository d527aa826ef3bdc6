import { type ParsedLocation, lazyRouteComponent, redirect } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { sharedCatalogs } from '../catalogs';
import { type Catalogs, loadCatalogs } from '../i18n/i18n';
import { OutdatedApp, persistently } from '../persistently';
import { safeReturnTo } from './returnTo';
import type { RouterContext } from './root';

interface PageModule<Props> {
  default: (props: Props) => ReactNode;
}

/** A page that loads, with the texts of its features, when somebody goes there. The module exports it as default. */
export function page<Props = object>(load: () => Promise<PageModule<Props>>, ...catalogs: Catalogs[]) {
  return firstPage(load, sharedCatalogs, ...catalogs);
}

/** The same for a page that must show soon and does without the texts that pages share; what is on it loads them where it needs them. */
export function firstPage<Props = object>(load: () => Promise<PageModule<Props>>, ...catalogs: Catalogs[]) {
  return lazyRouteComponent(async () => {
    try {
      const [module] = await Promise.all([persistently(load), ...catalogs.map(loadCatalogs)]);
      return module;
    } catch (cause) {
      // Not the browser's own error: at that the router would reload the app, also while no server is there to load it from,
      // and show the error until the app has gone.
      throw cause instanceof OutdatedApp ? cause : new Error('The page did not load.', { cause });
    }
  });
}

/**
 * Says what the address of a page may hold; the page reads it with a function of its own. It would have to in any case,
 * since the router passes on values that a route has refused.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is how a route learns the type
export function searchOf<Search extends object>() {
  return (search: Record<string, unknown>) => search as Search;
}

/** For `beforeLoad` of pages that need somebody signed in: others are asked to sign in, and come back afterwards. */
export async function requireSession({
  context,
  location,
}: {
  context: RouterContext;
  location: ParsedLocation;
}): Promise<void> {
  const { status } = await context.session.ready();
  // A redirect is thrown on purpose: that is how the router takes it.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (status !== 'signedIn') throw redirect({ to: '/sign-in', search: { returnTo: location.href } });
}

/** The same for administrators; others see that there is nothing for them. */
export async function requireAdmin(options: { context: RouterContext; location: ParsedLocation }): Promise<void> {
  await requireSession(options);
  const { person } = options.context.session.getState();
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  if (!person?.groups.includes('admin')) throw redirect({ to: '/' });
}

/**
 * For `beforeLoad` of pages that lead to a session. Whoever has one and comes back to such a page, by the browser's Back,
 * goes on instead. Nothing is asked for that: on a new page, where nobody knows yet, the form is shown.
 */
export function leaveIfSignedIn({ context, cause, search }: { context: RouterContext; cause: string; search: object }) {
  // A page that stays is left by the sign-in that has just happened on it.
  if (cause === 'stay' || context.session.getState().status !== 'signedIn') return;
  const { returnTo } = search as { returnTo?: string };
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw redirect({ href: safeReturnTo(returnTo), replace: true });
}
