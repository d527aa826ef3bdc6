import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';

import { Button } from '../../shared/ui/Button';
import { Badge } from '../../shared/ui/Card';
import { CheckIcon } from '../../shared/ui/icons';

export interface MethodState {
  /** Whether it is the one that sign-ins ask for. */
  inUse: boolean;
  isSetUp: boolean;
  busy: boolean;
  onUse: () => void;
}

interface Props extends MethodState {
  title: string;
  text: ReactNode;
  /** Says what the button does. */
  useLabel: string;
  canUse: boolean;
  /** What else can be done: next to the text where it is the main thing, else below. */
  action?: ReactNode;
  /** What is under way, below. */
  children?: ReactNode;
}

/** A way to confirm sign-ins. */
export function MethodRow({ title, text, inUse, isSetUp, busy, onUse, useLabel, canUse, action, children }: Props) {
  return (
    <li className="grid gap-4 py-4 last:pb-0">
      <div className="flex items-center justify-between gap-x-4">
        <div className="grid min-w-0 gap-0.5">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="font-semibold">{title}</h3>
            {inUse && (
              <Badge kind="success">
                <CheckIcon className="size-4" />
                <Trans>In use</Trans>
              </Badge>
            )}
            {isSetUp && !inUse && (
              <Badge>
                <Trans>Set up</Trans>
              </Badge>
            )}
          </div>
          <div className="text-sm text-quiet">{text}</div>
        </div>
        {!inUse && canUse && (
          <Button kind="secondary" className="min-h-11! shrink-0" busy={busy} onClick={onUse} aria-label={useLabel}>
            <Trans>Use</Trans>
          </Button>
        )}
        {!isSetUp && action}
      </div>
      {isSetUp && action}
      {children}
    </li>
  );
}
