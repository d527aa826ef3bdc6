import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef } from 'react';

import { Button, buttonClass } from '../../shared/ui/Button';
import { Badge } from '../../shared/ui/Card';
import { CheckIcon } from '../../shared/ui/icons';

interface Props {
  label: string;
  value: string | null;
  /** Whether it is proven; null where there is nothing to prove. */
  verified: boolean | null;
  /** Says what the button changes. */
  changeLabel: string;
  onChange: () => void;
  /** With it, an unproven one can be proven from here. */
  onVerify?: (() => void) | undefined;
  /** The form that is open in the row, in place of its buttons. */
  children: ReactNode;
}

/** A detail with what can be done about it. */
export function DetailRow({ label, value, verified, changeLabel, onChange, onVerify, children }: Props) {
  const { t } = useLingui();
  const changeButton = useFocusBack(Boolean(children));
  return (
    <section className="grid gap-5 py-5 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="grid min-w-0 gap-0.5">
          <h2 className="text-sm font-semibold text-quiet">{label}</h2>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <p className="min-w-0 text-lead font-semibold wrap-anywhere">{value ?? <Trans>None</Trans>}</p>
            {verified === true && (
              <Badge kind="success">
                <CheckIcon className="size-4" />
                <Trans>Verified</Trans>
              </Badge>
            )}
            {verified === false && (
              <Badge kind="warning">
                <Trans>Not verified</Trans>
              </Badge>
            )}
          </div>
        </div>
        {!children && (
          <div className="flex flex-wrap gap-2">
            {verified === false && onVerify && (
              <Button className="min-h-11" onClick={onVerify} aria-label={t`Verify the phone number`}>
                <Trans>Verify</Trans>
              </Button>
            )}
            <button ref={changeButton} type="button" aria-label={changeLabel} className={buttonClass('secondary', 'min-h-11')} onClick={onChange}>
              {value ? <Trans>Change</Trans> : <Trans>Add</Trans>}
            </button>
          </div>
        )}
      </div>
      {children}
    </section>
  );
}

/** Gives the focus back to where the form was opened from, unless it has gone on by then. */
function useFocusBack(isOpen: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen && document.activeElement === document.body) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return button;
}
