import { type ParsedLocation, lazyRouteComponent, redirect } from '@tanstack/react-router';
import type { ComponentType } from 'react';

import { type Catalogs, loadCatalogs } from '../i18n/i18n';
import type { RouterContext } from './root';

/** A page that loads, with the texts of its features, when somebody goes there. The module exports it as default. */
export function page(load: () => Promise<{ default: ComponentType }>, ...catalogs: Catalogs[]) {
  return lazyRouteComponent(async () => {
    const [module] = await Promise.all([load(), ...catalogs.map(loadCatalogs)]);
    return module;
  });
}

/** For `beforeLoad` of pages that need somebody signed in: others are asked to sign in, and come back afterwards. */
export async function requireSession({ context, location }: { context: RouterContext; location: ParsedLocation }): Promise<void> {
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
