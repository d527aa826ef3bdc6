// @vitest-environment jsdom
import {
  type RouteComponent,
  RouterProvider,
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
} from '@tanstack/react-router';
import { act, waitFor } from '@testing-library/react';
import { lazy } from 'react';
import { afterEach, expect, test, vi } from 'vitest';

import { persistently } from '../shared/persistently';
import { page } from '../shared/routing/page';
import { renderInApp } from '../test/render';
import PageError from './PageError';

const startOver = vi.hoisted(() => vi.fn<(reason: string) => boolean>());
vi.mock('../shared/startOver', async (original) => ({ ...(await original<object>()), startOver }));
// The waits between the attempts are not what this is about.
vi.mock('../shared/persistently', async (original) => {
  const real = await original<typeof import('../shared/persistently')>();
  return { ...real, persistently: <T,>(load: () => Promise<T>) => real.persistently(load, []) };
});

afterEach(() => {
  startOver.mockReset();
  vi.unstubAllGlobals();
});

const missing = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module: /assets/Page-1.js'));

const answers = () => Promise.resolve(new Response());

/** Opens a page whose script is missing, while the server answers as `fetch` does; or one in a frame a part of which is missing. */
function open(fetch: () => Promise<Response>, frame?: RouteComponent) {
  vi.stubGlobal('fetch', vi.fn(fetch));
  const rootRoute = createRootRoute(frame && { component: frame });
  const component = frame ? () => null : page(missing);
  const route = createRoute({ getParentRoute: () => rootRoute, path: '/', component });
  const router = createRouter({
    routeTree: rootRoute.addChildren([route]),
    history: createMemoryHistory(),
    defaultErrorComponent: PageError,
  });
  return { router, ...renderInApp(<RouterProvider router={router} />) };
}

test("a page whose script was replaced by a release opens in the server's release, without an error", async () => {
  startOver.mockReturnValue(true);
  const { router, queryByRole } = open(answers);
  await waitFor(() => {
    expect(startOver).toHaveBeenCalledWith('page');
  });
  // The app goes on for a while until the browser has loaded the other.
  await act(() => router.invalidate());
  expect(queryByRole('alert')).toBeNull();
});

test('so is an app that lacks a part of the frame around the page', async () => {
  startOver.mockReturnValue(true);
  const { queryByRole } = open(
    answers,
    lazy(() => persistently(() => missing())),
  );
  await waitFor(() => {
    expect(startOver).toHaveBeenCalledWith('page');
  });
  expect(queryByRole('alert')).toBeNull();
});

test('where that has just been done, the page says that the app is being updated', async () => {
  startOver.mockReturnValue(false);
  const { findByRole } = open(answers);
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
