import type { ReactNode } from 'react';

import { classes } from './classes';

/** A sheet on the page that holds one thing. */
export function Card({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div className={classes('min-w-0 rounded-card border border-line bg-surface p-5 shadow-card sm:p-8', className)}>
      {children}
    </div>
  );
}

const badgeKinds = {
  neutral: 'bg-sunken text-quiet',
  accent: 'bg-tint text-accent',
  gold: 'bg-gold text-on-gold',
  success: 'bg-success-tint text-success',
  warning: 'bg-warning-tint text-warning',
  danger: 'bg-danger-tint text-danger',
};

/** A badge: a word or number that marks something. */
export function Badge({ kind = 'neutral', children }: { kind?: keyof typeof badgeKinds; children: ReactNode }) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-sm font-semibold',
        badgeKinds[kind],
      )}
    >
      {children}
    </span>
  );
}
