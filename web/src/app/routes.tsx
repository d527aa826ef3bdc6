import { routes as accounts } from '../features/accounts/routes';
import { routes as admin } from '../features/admin/routes';
import { rootRoute } from '../shared/routing/root';
import { landingRoute } from './landing';

/** Every page of the app. A feature adds its own by exporting `routes`, and a line here. */
export const routeTree = rootRoute.addChildren([
  landingRoute,
  ...accounts,
  ...admin,
]);
