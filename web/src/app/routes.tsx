import { routes as accounts } from '../features/accounts/routes';
import { routes as admin } from '../features/admin/routes';
import { routes as leaderboard } from '../features/leaderboard/routes';
import { routes as profile } from '../features/profile/routes';
import { routes as projects } from '../features/projects/routes';
import { routes as voting } from '../features/voting/routes';
import { rootRoute } from '../shared/routing/root';
import { landingRoute } from './landing';
import { projectRoutes } from './projects';

/** Every page of the app. A feature adds its own by exporting `routes`, and a line here. */
export const routeTree = rootRoute.addChildren([
  landingRoute,
  ...projectRoutes,
  ...accounts,
  ...admin,
  ...leaderboard,
  ...profile,
  ...projects,
  ...voting,
]);
