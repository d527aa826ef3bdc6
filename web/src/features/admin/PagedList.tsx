import type { ReactNode } from 'react';

import { ErrorState } from '../../shared/ui/ErrorState';
import { LoadMore } from '../../shared/ui/LoadMore';
import { Loading, Skeleton } from '../../shared/ui/states';
import { classes } from '../../shared/ui/classes';
import type { Pages } from './usePages';

interface Props<Node> {
  pages: Pages<Node>;
  /** Says how many there are; it is read out when it changes. */
  summary: (count: number, hasMore: boolean) => string;
  /** Says that the list loads. */
  loadingLabel: string;
  /** Stands for a list with nothing in it. */
  empty: ReactNode;
  /** Stands beside the summary. */
  action?: ReactNode;
  children: (nodes: readonly Node[]) => ReactNode;
}

/** A list that grows by its pages, in each of its states: loading, failed, empty, there. */
export function PagedList<Node>({ pages, summary, loadingLabel, empty, action, children }: Props<Node>) {
  const { nodes, error, loading, outdated, hasMore } = pages;
  const shown = error && outdated ? null : nodes;
  return (
    <section className="grid gap-4">
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-3">
        <p role="status" className={shown?.length === 0 && !hasMore ? 'sr-only' : 'text-quiet'}>
          {outdated && loading ? loadingLabel : shown && summary(shown.length, hasMore)}
        </p>
        <div className="ms-auto">{action}</div>
      </div>
      {!shown && !error && <ListSkeleton label={loadingLabel} />}
      {shown && shown.length > 0 && (
        <div aria-busy={outdated} className={classes('transition-opacity', outdated && 'opacity-55')}>
          {children(shown)}
        </div>
      )}
      {shown?.length === 0 && !hasMore && !loading && !error && empty}
      {error ? (
        <ErrorState error={error} retry={pages.retry} />
      ) : (
        <LoadMore hasMore={hasMore && !outdated} loading={loading} onMore={pages.more} />
      )}
    </section>
  );
}

function ListSkeleton({ label }: { label: string }) {
  return (
    <Loading label={label}>
      <div className="grid gap-3">
        {Array.from({ length: 6 }, (_, i) => (
          <Skeleton key={i} className="h-40 rounded-card! lg:h-16" />
        ))}
      </div>
    </Loading>
  );
}
