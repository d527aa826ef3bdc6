import { createRoute } from '@tanstack/react-router';

import { page, searchOf } from '../../shared/routing/page';
import { rootRoute } from '../../shared/routing/root';
import { catalogs } from './catalogs';
import type { LeaderboardSearch } from './search';

export const routes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/leaderboard',
    validateSearch: searchOf<LeaderboardSearch>(),
    component: page(() => import('./LeaderboardPage'), catalogs),
  }),
] as const;
