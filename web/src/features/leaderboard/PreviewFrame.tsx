import type { ReactNode } from 'react';

import { Skeleton } from '../../shared/ui/states';

/** What the preview fills, whatever it shows: nothing below it moves when the board arrives. */
export function PreviewFrame({ children }: { children: ReactNode }) {
  return <div className="grid min-h-[33.5rem] content-start gap-6">{children}</div>;
}

/** The shape of the rows, five of them. */
export function PreviewRows() {
  return (
    <div className="grid h-[25rem] content-between">
      {Array.from({ length: 5 }, (_, i) => (
        <Skeleton key={i} className="h-16" />
      ))}
    </div>
  );
}

/** Stands for the preview while its script loads, in its height. */
export function PreviewSkeleton() {
  return (
    <PreviewFrame>
      <Skeleton className="h-10 w-64" />
      <PreviewRows />
    </PreviewFrame>
  );
}
