import { useLingui } from '@lingui/react/macro';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { CombinedError } from '@urql/core';

import { PageHeading } from '../shared/ui/PageHeading';
import { ErrorState, Loading, Skeleton } from '../shared/ui/states';

/** Stands for a page that could not be opened: its script did not load, or the server did not say who is signed in. */
export function PageError({ error }: ErrorComponentProps) {
  const { t } = useLingui();
  const router = useRouter();
  const cause = error instanceof CombinedError ? error : new CombinedError({ networkError: error instanceof Error ? error : new Error(String(error)) });
  return (
    <div className="mx-auto grid w-full max-w-xl gap-6 py-14">
      <PageHeading>{t`This page could not be opened`}</PageHeading>
      <ErrorState error={cause} retry={() => void router.invalidate()} />
    </div>
  );
}

/** Stands for a page that takes a while to open. */
export function PagePending() {
  const { t } = useLingui();
  return (
    <Loading label={t`Loading the page`}>
      <div className="grid gap-4 py-14">
        <Skeleton className="h-10 w-2/3" />
        <Skeleton className="h-40" />
      </div>
    </Loading>
  );
}
