import type { ReactNode } from 'react';

import { classes } from './classes';

/** A placeholder for content while it loads. Size it by `className`. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={classes('animate-shimmer rounded-control bg-line', className)} />;
}

/** Says that something loads, with skeletons as children. */
export function Loading({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">{label}</span>
      {children}
    </div>
  );
}

interface EmptyStateProps {
  title: ReactNode;
  children?: ReactNode;
  /** What to do next: a button or link. */
  action?: ReactNode;
}

/** Takes the place of a list that has nothing in it yet. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-3 rounded-card border border-dashed border-edge px-6 py-12 text-center">
      <p className="text-heading font-bold">{title}</p>
      {children && <div className="max-w-md text-quiet">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
