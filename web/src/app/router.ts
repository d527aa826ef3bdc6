import { type RouterHistory, createRouter } from '@tanstack/react-router';

import type { Session } from '../shared/api/session';
import { firstPage, page } from '../shared/routing/page';
import { rootRoute } from '../shared/routing/root';
import { Frame } from './Frame';
import { PagePending } from './PagePending';
import { routeTree } from './routes';

/**
 * Makes the router. It keeps nothing in the browser's storage, so scroll positions are the browser's own. Without a history it uses the
 * browser's.
 */
export function appRouter(session: Session, history?: RouterHistory) {
  rootRoute.update({ component: Frame, notFoundComponent: firstPage(() => import('./NotFoundPage')) });
  const PageError = page(() => import('./PageError'));
  const router = createRouter({
    routeTree,
    ...(history && { history }),
    context: { session },
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    defaultPendingComponent: PagePending,
    scrollRestoration: false,
  });
  router.subscribe('onRendered', ({ pathChanged, hashChanged }) => {
    if (pathChanged && !hashChanged) window.scrollTo(0, 0);
    // The offline banner has to be loaded before the network fails.
    void PageError.preload?.();
  });
  // A page that needs a session is left when the session ends, even in another tab.
  let { person } = session.getState();
  session.subscribe(() => {
    const now = session.getState();
    if (now.person?.id === person?.id) return;
    person = now.person;
    void router.invalidate();
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof appRouter>;
  }
}
