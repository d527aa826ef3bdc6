import { useLingui } from '@lingui/react/macro';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { CombinedError } from '@urql/core';

import { useEffect } from 'react';

import { PageHeading } from '../shared/ui/PageHeading';
import { ErrorState } from '../shared/ui/ErrorState';

/**
 * Stands for a page that could not be opened: its script did not load, or the server did not say who is signed in. It opens by itself
 * once the device is online again.
 */
export default function PageError({ error }: ErrorComponentProps) {
  const { t } = useLingui();
  const router = useRouter();
  useEffect(() => {
    const again = () => void router.invalidate();
    window.addEventListener('online', again);
    return () => {
      window.removeEventListener('online', again);
    };
  }, [router]);
  const cause =
    error instanceof CombinedError
      ? error
      : new CombinedError({ networkError: error instanceof Error ? error : new Error(String(error)) });
  return (
    <div className="mx-auto grid w-full max-w-xl gap-6 py-14">
      <PageHeading>{t`This page could not be opened`}</PageHeading>
      <ErrorState error={cause} retry={() => void router.invalidate()} />
    </div>
  );
}
