import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { problemOf } from '../../shared/api/errors';
import { useSession } from '../../shared/api/SessionProvider';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { showToast } from '../../shared/ui/toasts';
import { Section } from './ProfilePage';

/** Ends every session of the person, this one included. */
export function SignOutEverywhere() {
  const { t } = useLingui();
  const session = useSession();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const signOut = async () => {
    setBusy(true);
    setProblem(null);
    const error = await session.signOut(true);
    setBusy(false);
    if (error) {
      setProblem(problemOf({ error }));
      return;
    }
    await navigate({ to: '/' });
    showToast(t`You are signed out everywhere.`);
  };
  return (
    <Section
      title={t`Lost a device?`}
      lead={<Trans>End all sessions at once, on this device too. Then sign in again where you need to.</Trans>}
    >
      {problem && <Alert>{problem}</Alert>}
      <Button kind="secondary" className="justify-self-start" busy={busy} onClick={() => void signOut()}>
        <Trans>Sign out everywhere</Trans>
      </Button>
    </Section>
  );
}
