import { Trans } from '@lingui/react/macro';

import { OfflineIcon } from './icons';
import { useOnline } from './useOnline';

/** Says that the device is offline, for as long as it is. */
export function OfflineBanner() {
  const online = useOnline();
  return (
    <div role="status">
      {!online && (
        <p className="flex items-center justify-center gap-2 bg-warning-tint px-4 py-2 text-sm font-semibold text-warning">
          <OfflineIcon className="size-4" />
          <Trans>You are offline. What you see may be out of date.</Trans>
        </p>
      )}
    </div>
  );
}
