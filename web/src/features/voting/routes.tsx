import { createRoute } from '@tanstack/react-router';

import { page, requireSession } from '../../shared/routing/page';
import { rootRoute } from '../../shared/routing/root';
import { catalogs } from './catalogs';

export const routes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/votes',
    beforeLoad: requireSession,
    component: page(() => import('./MyVotesPage'), catalogs),
  }),
] as const;
