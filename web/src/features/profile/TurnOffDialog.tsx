import { Trans, useLingui } from '@lingui/react/macro';

import { Button } from '../../shared/ui/Button';
import { Dialog } from '../../shared/ui/Dialog';

/** Asks before the account is guarded by the password alone. */
export function TurnOffDialog({ onClose, onTurnOff }: { onClose: () => void; onTurnOff: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog title={t`Turn the second factor off?`} onClose={onClose}>
      <p className="mb-6 text-quiet">
        <Trans>Then your password alone is enough to sign in. Anyone who learns it has your account.</Trans>
      </p>
      <div className="flex flex-wrap gap-3">
        <Button kind="danger" onClick={onTurnOff}>
          <Trans>Turn it off</Trans>
        </Button>
        <Button kind="quiet" onClick={onClose}>
          <Trans>Keep it</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
