import { useLingui } from '@lingui/react/macro';

import { Loading, Skeleton } from '../shared/ui/states';

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
