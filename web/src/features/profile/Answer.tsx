import { useLingui } from '@lingui/react/macro';
import type { CombinedError } from '@urql/core';
import type { ReactNode } from 'react';

import { ErrorState } from '../../shared/ui/ErrorState';
import { Loading, Skeleton } from '../../shared/ui/states';

interface Props<Data> {
  /** The data; null or undefined until it has arrived. */
  data: Data | null | undefined;
  error: CombinedError | undefined;
  retry: () => void;
  /** The heights of the placeholders, as classes. */
  shape: readonly string[];
  children: (data: Data) => ReactNode;
}

/** Shows the server's answer: placeholders until it arrives, and what to do if it does not. */
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
