import { routes as accounts } from '../features/accounts/routes';
import { routes as profile } from '../features/profile/routes';
import { rootRoute } from '../shared/routing/root';
import { landingRoute } from './landing';

/** Every page of the app. A feature adds its own by exporting `routes`, and a line here. */
export const routeTree = rootRoute.addChildren([
  landingRoute,
  ...accounts,
  ...profile,
]);
