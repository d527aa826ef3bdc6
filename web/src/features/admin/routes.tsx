import { createRoute } from '@tanstack/react-router';

import { page, requireAdmin, searchOf } from '../../shared/routing/page';
import { rootRoute } from '../../shared/routing/root';
import { catalogs } from './catalogs';
import type { AuditSearch, UserSearch } from './search';

export const routes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/admin/users',
    beforeLoad: requireAdmin,
    validateSearch: searchOf<UserSearch>(),
    component: page(() => import('./UsersPage'), catalogs),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/admin/audit',
    beforeLoad: requireAdmin,
    validateSearch: searchOf<AuditSearch>(),
    component: page(() => import('./AuditPage'), catalogs),
  }),
] as const;
