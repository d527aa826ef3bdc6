import { createRoute } from '@tanstack/react-router';

import { page } from '../../shared/routing/page';
import { rootRoute } from '../../shared/routing/root';
import { catalogs } from './catalogs';
import { leaderboardSearch } from './search';

export const routes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/leaderboard',
    validateSearch: leaderboardSearch,
    component: page(() => import('./LeaderboardPage'), catalogs),
  }),
] as const;
