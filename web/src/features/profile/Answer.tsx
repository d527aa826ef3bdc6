import { useLingui } from '@lingui/react/macro';
import type { CombinedError } from '@urql/core';
import type { ReactNode } from 'react';

import { ErrorState } from '../../shared/ui/ErrorState';
import { Loading, Skeleton } from '../../shared/ui/states';

interface Props<Data> {
  /** What was asked for; null or undefined until it is there. */
  data: Data | null | undefined;
  error: CombinedError | undefined;
  retry: () => void;
  /** The heights of what is to come, as classes. */
  shape: readonly string[];
  children: (data: Data) => ReactNode;
}

/** Shows what the server answers: the shape of it until it is there, and what to do when it does not come. */
export function Answer<Data>({ data, error, retry, shape, children }: Props<Data>) {
  const { t } = useLingui();
  if (data !== null && data !== undefined) return children(data);
  if (error) return <ErrorState error={error} retry={retry} />;
  return (
    <Loading label={t`Loading`}>
      <div className="grid gap-6">
        {shape.map((height, i) => (
          <Skeleton key={i} className={`rounded-card ${height}`} />
        ))}
      </div>
    </Loading>
  );
}
