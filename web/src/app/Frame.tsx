import { Trans } from '@lingui/react/macro';
import { Outlet } from '@tanstack/react-router';
import { Suspense, lazy } from 'react';

import { useSessionState } from '../shared/api/SessionProvider';
import { OfflineBanner } from '../shared/ui/OfflineBanner';
import { persistently } from '../shared/persistently';
import { ToastRegion } from '../shared/ui/ToastRegion';
import { Footer } from './Footer';
import { Header } from './Header';
import { BottomNavigation } from './Navigation';

const SignInDialog = lazy(() => persistently(() => import('./SignInDialog')));

/** What is around every page. */
export function Frame() {
  const { signInAgain } = useSessionState();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="absolute start-4 top-4 z-50 -translate-y-24 rounded-control bg-accent px-4 py-2 font-semibold text-on-accent focus:translate-y-0"
      >
        <Trans>Skip to the content</Trans>
      </a>
      <Header />
      <OfflineBanner />
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 sm:px-8">
        <Outlet />
      </main>
      <Footer />
      <BottomNavigation />
      <ToastRegion />
      {signInAgain && (
        <Suspense>
          <SignInDialog reason={signInAgain} />
        </Suspense>
      )}
    </div>
  );
}
