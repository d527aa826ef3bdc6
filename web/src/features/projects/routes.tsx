import { createRoute } from '@tanstack/react-router';

import { page, requireSession } from '../../shared/routing/page';
import { rootRoute } from '../../shared/routing/root';
import { catalogs } from './catalogs';

/** The pages of this feature only; src/app assembles those that show votes, too. */
export const routes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/projects/new',
    beforeLoad: requireSession,
    component: page(() => import('./PitchPage'), catalogs),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/projects/$projectId/edit',
    beforeLoad: requireSession,
    component: page(() => import('./EditProjectPage'), catalogs),
  }),
] as const;
