import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Suspense, lazy } from 'react';

import logo from '../../brand/logo.svg';
import { useSessionState } from '../shared/api/SessionProvider';
import { persistently } from '../shared/persistently';
import { buttonClass } from '../shared/ui/Button';
import { Skeleton } from '../shared/ui/states';
import { HeaderNavigation } from './Navigation';

const AccountMenu = lazy(() => persistently(() => import('./AccountMenu')));

/** The banner of every page: the mark, the main ways, and the account. */
export function Header() {
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-ground/90 backdrop-blur-md">
      <div className="mx-auto flex min-h-16 max-w-6xl items-center gap-6 px-4 sm:px-8">
        <Link
          to="/"
          className="flex items-center gap-3 rounded-control text-[1.0625rem] font-extrabold tracking-tight no-underline"
        >
          <img src={logo} alt="" width="36" height="36" />
          Unicorn Pursuit
        </Link>
        <HeaderNavigation />
        <div className="ms-auto flex items-center gap-2">
          <Account />
        </div>
      </div>
    </header>
  );
}

function Account() {
  const { status } = useSessionState();
  if (status === 'unknown') return <span className="h-12" />;
  if (status === 'signedOut') {
    return (
      <>
        <Link to="/sign-in" className={buttonClass('quiet', 'min-h-11 px-3!')}>
          <Trans>Sign in</Trans>
        </Link>
        <Link to="/sign-up" className={buttonClass('primary', 'hidden! min-h-11 sm:inline-flex!')}>
          <Trans>Sign up</Trans>
        </Link>
      </>
    );
  }
  return (
    <Suspense fallback={<Skeleton className="size-11 rounded-full" />}>
      <AccountMenu />
    </Suspense>
  );
}
