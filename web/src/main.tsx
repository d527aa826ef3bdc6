import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { shellCatalogs } from './app/catalogs';
import { appRouter } from './app/router';
import { SessionProvider } from './shared/api/SessionProvider';
import { createApiClient } from './shared/api/client';
import { Session } from './shared/api/session';
import { startLocale } from './shared/i18n/i18n';

/** After that, the frame of the page can be used while the page itself still loads. */
const pictureStaysMs = 2000;

const container = document.getElementById('app');
if (!container) {
  throw new Error('index.html has no #app element');
}
const cacheRules = async () => (await import('./app/cacheRules')).cacheRules;
const session = new Session((ties) => createApiClient({ session: ties, rules: cacheRules }));
const router = appRouter(session);

// Pages that need no session show at once; if the server can't be reached, the pages that need one say so.
session.ready().catch(() => undefined);
await startLocale(shellCatalogs);

void import('./app/sayUpdated')
  .then(({ sayUpdated }) => {
    sayUpdated();
  })
  .catch(() => undefined);

// The picture of the page that came with it stays until the page can take its place.
await Promise.race([router.load(), new Promise((resolve) => setTimeout(resolve, pictureStaysMs))]);

createRoot(container).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <SessionProvider session={session}>
        <RouterProvider router={router} />
      </SessionProvider>
    </I18nProvider>
  </StrictMode>,
);
