import { createRootRouteWithContext } from '@tanstack/react-router';

import type { Session } from '../api/session';

/** What every route can use. */
export interface RouterContext {
  session: Session;
}

/**
 * The route above all others. It is here so that features can attach their routes to it; src/app gives it its frame.
 */
export const rootRoute = createRootRouteWithContext<RouterContext>()();
