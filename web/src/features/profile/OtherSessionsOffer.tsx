import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { useSignOutOthers } from './useSignOutOthers';

/**
 * Offers to end the other sessions once a change protects the account better: they began without it, and whoever
 * has one stays signed in.
 */
export function OtherSessionsOffer({ onDone }: { onDone: () => void }) {
  const { busy, signOutOthers } = useSignOutOthers(onDone);
  return (
    <Alert kind="info">
      <div className="grid gap-3">
        <p>
          <Trans>
            Your other browsers are still signed in. Programs that use tokens stay signed in until you{' '}
            <Link className="link" to="/profile/sessions">
              sign out everywhere
            </Link>
            .
          </Trans>
        </p>
        <Button kind="secondary" className="justify-self-start" busy={busy} onClick={() => void signOutOthers()}>
          <Trans>Sign out all other sessions</Trans>
        </Button>
      </div>
    </Alert>
  );
}
