import { Trans, useLingui } from '@lingui/react/macro';
import { use } from 'react';

import { catalogs } from '../features/accounts/catalogs';
import { SignInFlow } from '../features/accounts/SignInFlow';
import { useSignIn } from '../features/accounts/useSignIn';
import { useSession, useViewer } from '../shared/api/SessionProvider';
import type { SignInAgain } from '../shared/api/session';
import { sharedCatalogs } from '../shared/catalogs';
import { loadCatalogs } from '../shared/i18n/i18n';
import { Dialog } from '../shared/ui/Dialog';

const texts = Promise.all([catalogs, sharedCatalogs].map(loadCatalogs));

/** Asks for the password once more. Operations that waited for it continue by themselves afterwards. */
export default function SignInDialog({ reason }: { reason: SignInAgain }) {
  use(texts);
  const { t } = useLingui();
  const session = useSession();
  const flow = useSignIn(session.signedIn);
  const viewer = useViewer(); // the address may have changed since the sign-in
  return (
    <Dialog
      title={reason === 'expired' ? t`Your session has ended` : t`Please confirm that it is you`}
      onClose={session.dismiss}
    >
      <p className="mb-5 text-quiet">
        {reason === 'expired' ? (
          <Trans>Sign in again, and what you were doing goes on.</Trans>
        ) : (
          <Trans>This is a change that matters, so it needs your password once more.</Trans>
        )}
      </p>
      <SignInFlow flow={flow} email={viewer?.email} fixed />
    </Dialog>
  );
}
