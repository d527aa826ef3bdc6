// @vitest-environment jsdom
import {
  RouterProvider,
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
} from '@tanstack/react-router';
import { act, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';

import { page } from '../shared/routing/page';
import { renderInApp } from '../test/render';
import PageError from './PageError';

const startOver = vi.hoisted(() => vi.fn<(reason: string) => boolean>());
vi.mock('../shared/startOver', async (original) => ({ ...(await original<object>()), startOver }));
// The waits between the attempts are not what this is about.
vi.mock('../shared/persistently', () => ({ persistently: <T,>(load: () => Promise<T>) => load() }));

afterEach(() => {
  startOver.mockReset();
  vi.unstubAllGlobals();
});

const missing = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module: /assets/Page-1.js'));

/** Opens a page whose script is missing, while the server answers as `fetch` does. */
function open(fetch: () => Promise<Response>) {
  vi.stubGlobal('fetch', vi.fn(fetch));
  const rootRoute = createRootRoute();
  const route = createRoute({ getParentRoute: () => rootRoute, path: '/', component: page(missing) });
  const router = createRouter({
    routeTree: rootRoute.addChildren([route]),
    history: createMemoryHistory(),
    defaultErrorComponent: PageError,
  });
  return { router, ...renderInApp(<RouterProvider router={router} />) };
}

test("a page whose script was replaced by a release opens in the server's release, without an error", async () => {
  startOver.mockReturnValue(true);
  const { router, queryByRole } = open(() => Promise.resolve(new Response()));
  await waitFor(() => {
    expect(startOver).toHaveBeenCalledWith('page');
  });
  // The app goes on for a while until the browser has loaded the other.
  await act(() => router.invalidate());
  expect(queryByRole('alert')).toBeNull();
});

test('where that has just been done, the page says that the app is being updated', async () => {
  startOver.mockReturnValue(false);
  const { findByRole } = open(() => Promise.resolve(new Response()));
  expect((await findByRole('alert')).textContent).toContain('The app is being updated');
});

test.each([
  ['nothing answers', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['a proxy answers for the server', () => Promise.resolve(new Response(null, { status: 502 }))],
])('the app stays where %s, for there is nothing to load it from', async (_, fetch) => {
  const { findByRole } = open(fetch);
  expect((await findByRole('alert')).textContent).toContain('The server does not answer');
  expect(startOver).not.toHaveBeenCalled();
});
