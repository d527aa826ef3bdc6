import { createRoute } from '@tanstack/react-router';

import { page, requireAdmin } from '../../shared/routing/page';
import { rootRoute } from '../../shared/routing/root';
import { catalogs } from './catalogs';
import { readAuditSearch, readUserSearch } from './search';

export const routes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/admin/users',
    beforeLoad: requireAdmin,
    validateSearch: readUserSearch,
    component: page(() => import('./UsersPage'), catalogs),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/admin/audit',
    beforeLoad: requireAdmin,
    validateSearch: readAuditSearch,
    component: page(() => import('./AuditPage'), catalogs),
  }),
] as const;
