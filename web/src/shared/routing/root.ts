import { createRootRouteWithContext } from '@tanstack/react-router';

import type { Session } from '../api/session';

/** What every route can ask. */
export interface RouterContext {
  session: Session;
}

/** The route above all others. It is here so that features can hang theirs on it; src/app gives it its frame. */
export const rootRoute = createRootRouteWithContext<RouterContext>()();
