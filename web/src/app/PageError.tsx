import { useLingui } from '@lingui/react/macro';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { CombinedError } from '@urql/core';

import { useEffect, useState } from 'react';

import { OutdatedApp } from '../shared/persistently';
import { startOver } from '../shared/startOver';
import { ErrorState } from '../shared/ui/ErrorState';
import { PageHeading } from '../shared/ui/PageHeading';
import { PagePending } from './PagePending';

/**
 * Stands for a page that could not be opened: its script did not load, or the server did not say who is signed in. It
 * opens by itself once the device is online again. If the app is of another release than the server, it loads the app
 * again, and there is no error.
 */
export default function PageError(props: ErrorComponentProps) {
  const [leaving] = useState(() => props.error instanceof OutdatedApp && startOver('page'));
  return leaving ? <PagePending /> : <PageProblem {...props} />;
}

function PageProblem({ error }: ErrorComponentProps) {
  const { t } = useLingui();
  const router = useRouter();
  useEffect(() => {
    const again = () => void router.invalidate();
    window.addEventListener('online', again);
    return () => {
      window.removeEventListener('online', again);
    };
  }, [router]);
  return (
    <div className="mx-auto grid w-full max-w-xl gap-6 py-14">
      <PageHeading>{t`This page could not be opened`}</PageHeading>
      <ErrorState error={asApiError(error)} retry={() => void router.invalidate()} />
    </div>
  );
}

function asApiError(error: unknown): CombinedError {
  if (error instanceof CombinedError) return error;
  // The app has been reloaded already, and the instance that answered is still of another release.
  if (error instanceof OutdatedApp)
    return new CombinedError({
      graphQLErrors: [{ message: error.message, extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
    });
  return new CombinedError({ networkError: error instanceof Error ? error : new Error(String(error)) });
}
