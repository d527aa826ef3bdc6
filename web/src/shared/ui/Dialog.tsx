import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

import { CloseIcon } from './icons';

interface Props {
  title: ReactNode;
  /** Called when the person closes it with Escape or the cross. The caller then removes the dialog. */
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal dialog, the browser's own: it keeps the focus inside, gives it back, and makes the page behind it inert. Radix's
 * dialog would put a style element into the page, which the page's policy refuses.
 */
export function Dialog({ title, onClose, children }: Props) {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // A layout effect ends while the dialog is still in the document: only then does closing it give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // By itself the browser focuses the cross; the dialog's own fields and buttons come first.
    element?.querySelector<HTMLElement>('input:not([readonly]), textarea, select')?.focus();
    return () => {
      element?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className="m-auto w-[min(30rem,calc(100vw-2rem))] animate-rise rounded-card border border-line bg-raised p-6 text-start text-ink shadow-overlay sm:p-8"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="mb-4 flex items-start justify-between gap-4">
        <h2 id={id} className="text-heading font-bold">
          {title}
        </h2>
        <button
          type="button"
          aria-label={t`Close`}
          onClick={onClose}
          className="-m-2 grid size-11 shrink-0 place-items-center rounded-control text-quiet hover:bg-tint hover:text-accent"
        >
          <CloseIcon />
        </button>
      </div>
      {children}
    </dialog>
  );
}
