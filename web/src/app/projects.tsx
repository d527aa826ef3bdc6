import { createRoute } from '@tanstack/react-router';

import { catalogs as projects } from '../features/projects/catalogs';
import type { ProjectsSearch } from '../features/projects/search';
import { catalogs as voting } from '../features/voting/catalogs';
import { page, searchOf } from '../shared/routing/page';
import { rootRoute } from '../shared/routing/root';

/** The pages on which projects are voted for: two features that do not know each other. */
export const projectRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/projects',
    validateSearch: searchOf<ProjectsSearch>(),
    component: page(() => import('./ProjectsRoute'), projects, voting),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/projects/$projectId',
    component: page(() => import('./ProjectRoute'), projects, voting),
  }),
] as const;
