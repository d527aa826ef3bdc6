import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { I18nProvider } from '@lingui/react';
import {
  type AnyRouter,
  RouterProvider,
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
} from '@tanstack/react-router';
import { Client } from '@urql/core';
import type { ReactNode } from 'react';
import { prerender } from 'react-dom/static';
import { filter, pipe } from 'wonka';

import { SessionProvider } from '../shared/api/SessionProvider';
import { Session } from '../shared/api/session';
import { type Locale, activate } from '../shared/i18n/i18n';
import { shellCatalogs } from './catalogs';
import { Frame } from './Frame';
import { PagePending } from './PagePending';
import { appRouter } from './router';

/** A page as it is before the app has loaded. */
export interface FirstScreen {
  /** The page as HTML. */
  html: string;
  /** What those learn who do not see it: that the page loads. */
  status: string;
}

/** Draws a page as the app does while nobody knows who is signed in and no data are there; without a path, what is around every page. */
export async function firstScreen(path: string | null, locale: Locale): Promise<FirstScreen> {
  Object.assign(globalThis, browser);
  await activate(locale, shellCatalogs);
  const session = new Session(silentClient, null);
  const router =
    path === null ? frameOnly(session) : appRouter(session, createMemoryHistory({ initialEntries: [path] }));
  await router.load();
  if (router.state.matches.some(({ status }) => status !== 'success')) throw new Error(`${path} did not load.`);
  const html = await draw(
    <I18nProvider i18n={i18n}>
      <SessionProvider session={session}>
        <RouterProvider router={router} />
      </SessionProvider>
    </I18nProvider>,
  );
  return { html, status: t`Loading the page` };
}

/** What pages ask of the browser while they are drawn, where there is none. */
const browser = {
  document: { documentElement: { dataset: {} } },
  navigator: { languages: [], onLine: true },
  location: { pathname: '/' },
};

/** As HTML, in one piece, with what React loads on the way. */
async function draw(app: ReactNode): Promise<string> {
  const errors: unknown[] = [];
  const { prelude } = await prerender(app, {
    progressiveChunkSize: Infinity, // pieces would need scripts in the page, which its policy refuses
    onError: (error) => {
      errors.push(error);
    },
  });
  if (errors.length > 0) throw new AggregateError(errors, 'A first screen could not be drawn.');
  return new Response(prelude).text();
}

/** A client to which nothing is ever answered. */
function silentClient(): Client {
  return new Client({
    url: '/',
    preferGetMethod: false,
    exchanges: [
      () => (operations$) =>
        pipe(
          operations$,
          filter((operation): operation is never => !operation),
        ),
    ],
  });
}

function frameOnly(session: Session): AnyRouter {
  const root = createRootRoute({ component: Frame });
  const page = createRoute({ getParentRoute: () => root, path: '/', component: PagePending });
  return createRouter({ routeTree: root.addChildren([page]), context: { session }, history: createMemoryHistory() });
}
