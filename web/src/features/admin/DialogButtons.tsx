import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';

import { Button } from '../../shared/ui/Button';

/** The end of a dialog: to leave it as it was, or `children`, the button that does something. */
export function DialogButtons({ onCancel, children }: { onCancel: () => void; children: ReactNode }) {
  return (
    <div className="mt-2 flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
      <Button kind="secondary" onClick={onCancel}>
        <Trans>Cancel</Trans>
      </Button>
      {children}
    </div>
  );
}
