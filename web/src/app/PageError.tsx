import { useLingui } from '@lingui/react/macro';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { CombinedError } from '@urql/core';

import { PageHeading } from '../shared/ui/PageHeading';
import { ErrorState } from '../shared/ui/ErrorState';

/** Stands for a page that could not be opened: its script did not load, or the server did not say who is signed in. */
export default function PageError({ error }: ErrorComponentProps) {
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
