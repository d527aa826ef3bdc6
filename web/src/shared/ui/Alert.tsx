import type { ReactNode } from 'react';

import { classes } from './classes';
import { CheckIcon, ErrorIcon } from './icons';

const kinds = {
  danger: 'bg-danger-tint text-danger',
  warning: 'bg-warning-tint text-warning',
  success: 'bg-success-tint text-success',
  info: 'bg-tint text-ink',
};

interface Props {
  kind?: keyof typeof kinds;
  children: ReactNode;
}

/** A message about the form or page below it; problems interrupt a screen reader, other messages wait. */
export function Alert({ kind = 'danger', children }: Props) {
  const Icon = kind === 'success' ? CheckIcon : ErrorIcon;
  return (
    <div
      role={kind === 'danger' ? 'alert' : 'status'}
      className={classes('flex animate-rise items-start gap-2.5 rounded-control px-4 py-3 font-medium', kinds[kind])}
    >
      <Icon className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
