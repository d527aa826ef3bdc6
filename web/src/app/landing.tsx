import { createRoute } from '@tanstack/react-router';

import { catalogs } from '../features/landing/catalogs';
import { firstPage } from '../shared/routing/page';
import { rootRoute } from '../shared/routing/root';

/** The front page is put together here, since it shows parts of several features. */
export const landingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: firstPage(() => import('./LandingRoute'), catalogs),
});
