import { useLingui } from '@lingui/react/macro';
import { useSyncExternalStore } from 'react';

import { CheckIcon, CloseIcon, ErrorIcon } from './icons';
import { toastStore } from './toasts';

/** Where toasts appear; once, in the frame of the page. */
export function ToastRegion() {
  const { t } = useLingui();
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.get, toastStore.get);
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 top-20 z-40 grid justify-items-center gap-2 md:top-auto md:bottom-6"
    >
      {toasts.map(({ id, text, kind }) => (
        <div
          key={id}
          className="pointer-events-auto flex animate-rise items-center gap-3 rounded-control border border-line bg-raised py-1 ps-4 pe-1 font-medium shadow-overlay"
        >
          {kind === 'success' ? (
            <CheckIcon className="size-5 shrink-0 text-success" />
          ) : (
            <ErrorIcon className="size-5 shrink-0 text-danger" />
          )}
          {text}
          <button
            type="button"
            aria-label={t`Close`}
            className="grid size-11 shrink-0 place-items-center rounded-control text-quiet hover:text-accent"
            onClick={() => {
              toastStore.remove(id);
            }}
          >
            <CloseIcon className="size-4" />
          </button>
        </div>
      ))}
    </div>
  );
}
