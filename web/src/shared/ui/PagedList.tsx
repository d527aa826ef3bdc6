import type { ReactNode } from 'react';

import { codeOf } from '../api/codes';
import type { Pages } from '../api/usePages';
import { ErrorState } from './ErrorState';
import { LoadMore } from './LoadMore';
import { classes } from './classes';
import { Loading, Skeleton } from './states';

interface Props<P extends Pages> {
  pages: P;
  /** Says how many there are; it is read out when it changes. */
  summary?: (count: number, hasMore: boolean) => string;
  /** Says that the list loads. */
  loadingLabel: string;
  /** Takes the place of an empty list. */
  empty: ReactNode;
  /** Shown next to the summary. */
  action?: ReactNode;
  /** The shape of one item while the list loads, as classes. */
  shape?: string;
  /** The layout of the items, for their placeholders to have the same. */
  layout?: string;
  children: (nodes: NonNullable<P['nodes']>) => ReactNode;
}

/** A list that grows by its pages, in each of its states: loading, failed, empty, there. */
export function PagedList<P extends Pages>({
  pages,
  summary,
  loadingLabel,
  empty,
  action,
  shape = 'h-40 lg:h-16',
  layout = 'grid gap-3',
  children,
}: Props<P>) {
  const { nodes, error, loading, outdated, hasMore } = pages;
  // What somebody may no longer see is not left on the screen either.
  const shown = error && (outdated || codeOf(error) === 'FORBIDDEN') ? null : nodes;
  return (
    <section className="grid gap-4">
      {(summary ?? action) && (
        <div className="flex min-h-11 flex-wrap items-center justify-between gap-3">
          <p role="status" className={shown?.length === 0 && !hasMore ? 'sr-only' : 'text-quiet'}>
            {outdated && loading ? loadingLabel : shown && summary?.(shown.length, hasMore)}
          </p>
          <div className="ms-auto">{action}</div>
        </div>
      )}
      {!shown && !error && <ListSkeleton label={loadingLabel} shape={shape} layout={layout} />}
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

function ListSkeleton({ label, shape, layout }: { label: string; shape: string; layout: string }) {
  return (
    <Loading label={label}>
      <div className={layout}>
        {Array.from({ length: 6 }, (_, i) => (
          <Skeleton key={i} className={`rounded-card! ${shape}`} />
        ))}
      </div>
    </Loading>
  );
}
