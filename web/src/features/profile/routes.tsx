import { createRoute } from '@tanstack/react-router';

import { page, requireSession } from '../../shared/routing/page';
import { rootRoute } from '../../shared/routing/root';
import { catalogs } from './catalogs';

const area = createRoute({
  getParentRoute: () => rootRoute,
  path: '/profile',
  beforeLoad: requireSession,
  component: page(() => import('./ProfileLayout'), catalogs),
});

const details = createRoute({
  getParentRoute: () => area,
  path: '/',
  // Other pages send people here who have to verify something first.
  validateSearch: ({ verify }: Record<string, unknown>): { verify?: 'email' | 'phone' } =>
    verify === 'email' || verify === 'phone' ? { verify } : {},
  component: page(() => import('./DetailsPage'), catalogs),
});

const at = <Path extends string>(path: Path, load: Parameters<typeof page>[0]) =>
  createRoute({ getParentRoute: () => area, path, component: page(load, catalogs) });

export const routes = [
  area.addChildren([
    details,
    at('/security', () => import('./SecurityPage')),
    at('/sessions', () => import('./SessionsPage')),
    at('/activity', () => import('./ActivityPage')),
    at('/data', () => import('./DataPage')),
  ]),
] as const;
