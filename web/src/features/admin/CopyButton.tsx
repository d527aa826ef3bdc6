import { Trans, useLingui } from '@lingui/react/macro';

import { showToast } from '../../shared/ui/toasts';

/** Copies a value that nobody wants to type. `name` says what it is: "Copy request id". */
export function CopyButton({ value, name }: { value: string; name: string }) {
  const { t } = useLingui();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      showToast(t`Copied.`);
    } catch {
      showToast(t`The browser does not allow copying here. Select the text and copy it by hand.`, 'danger');
    }
  };
  return (
    <button
      type="button"
      aria-label={t`Copy ${name}`}
      className="-mx-2 -my-2 inline-flex min-h-11 min-w-11 items-center justify-center rounded-control px-2 text-sm font-semibold text-accent hover:bg-tint"
      onClick={() => void copy()}
    >
      <Trans>Copy</Trans>
    </button>
  );
}
