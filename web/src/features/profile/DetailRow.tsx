import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';

import { Button } from '../../shared/ui/Button';
import { Badge } from '../../shared/ui/Card';
import { CheckIcon } from '../../shared/ui/icons';
import { useLostFocus } from '../../shared/ui/useLostFocus';

interface Props {
  label: string;
  value: string | null;
  /** Whether it is verified; null where there is nothing to verify. */
  verified: boolean | null;
  /** Says what the button changes. */
  changeLabel: string;
  onChange: () => void;
  /** Starts the verification of an unverified one, if given. */
  onVerify?: (() => void) | undefined;
  /** The form that is open in the row, in place of its buttons. */
  children: ReactNode;
}

/** A detail with what can be done about it. */
export function DetailRow({ label, value, verified, changeLabel, onChange, onVerify, children }: Props) {
  const { t } = useLingui();
  const changeButton = useLostFocus<HTMLButtonElement>(Boolean(children));
  return (
    <section className="grid gap-5 py-5 first:pt-0 last:pb-0">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 sm:gap-y-0.5">
        <h2 className="text-sm font-semibold text-quiet">{label}</h2>
        <div className="col-span-2 row-start-2 flex flex-wrap items-center gap-x-3 gap-y-1 sm:col-span-1">
          <p className="min-w-0 text-lead font-semibold wrap-anywhere">{value ?? <Trans>None</Trans>}</p>
          <VerifiedBadge verified={verified} />
        </div>
        {!children && (
          <div className="col-start-2 row-start-1 flex flex-wrap justify-end gap-2 sm:row-span-2">
            {verified === false && onVerify && (
              <Button className="min-h-11!" onClick={onVerify} aria-label={t`Verify the phone number`}>
                <Trans>Verify</Trans>
              </Button>
            )}
            <Button
              ref={changeButton}
              kind="secondary"
              className="min-h-11!"
              aria-label={changeLabel}
              onClick={onChange}
            >
              {value ? <Trans>Change</Trans> : <Trans>Add</Trans>}
            </Button>
          </div>
        )}
      </div>
      {children}
    </section>
  );
}

function VerifiedBadge({ verified }: Pick<Props, 'verified'>) {
  if (verified === null) return null;
  if (!verified) {
    return (
      <Badge kind="warning">
        <Trans>Not verified</Trans>
      </Badge>
    );
  }
  return (
    <Badge kind="success">
      <CheckIcon className="size-4" />
      <Trans>Verified</Trans>
    </Badge>
  );
}
