import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';

import { type Outcome, problemOf } from '../../shared/api/errors';
import { authenticatorProblem } from '../../shared/forms/authenticator';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { useLostFocus } from '../../shared/ui/useLostFocus';
import { ChallengeStep } from './ChallengeStep';
import { CredentialsForm } from './CredentialsForm';
import type { SignIn } from './useSignIn';

interface Props {
  flow: SignIn;
  /** The account, where it is known. */
  email?: string | undefined;
  /** Whether it must be that account: the person confirms, rather than signs in as anybody. */
  fixed?: boolean;
  /** Another way to sign in, offered before this one is under way. */
  alternative?: ReactNode;
}

/** A whole sign-in, from the password to the last challenge, for a page or a dialog. */
export function SignInFlow({ flow, email, fixed = false, alternative }: Props) {
  const { t } = useLingui();
  const [alert, setAlert] = useState<string | null>(null);
  const { challenge } = flow;
  const start = useLostFocus<HTMLDivElement>(!challenge);

  /** Says what went wrong above whichever form comes next. */
  const say = (outcome: Outcome = {}) => {
    const ofApp = challenge?.__typename === 'TotpChallenge' || challenge?.__typename === 'TotpSetupChallenge';
    setAlert((ofApp ? authenticatorProblem(outcome) : null) ?? problemOf(outcome));
  };

  if (!challenge) {
    return (
      <div ref={start} tabIndex={-1} className="grid gap-5 outline-none">
        {alert && <Alert>{alert}</Alert>}
        <CredentialsForm
          email={email}
          fixed={fixed}
          onSubmit={async (credentials) => {
            setAlert(null);
            say(await flow.begin(credentials));
          }}
        />
        {alternative}
      </div>
    );
  }
  return (
    <div key="challenge" className="grid gap-5">
      {alert && <Alert>{alert}</Alert>}
      <ChallengeStep
        key={'handle' in challenge ? challenge.handle : challenge.__typename}
        challenge={challenge}
        correctable={!fixed}
        onAnswer={async (answer) => {
          setAlert(null);
          say(await flow.answer(answer));
        }}
        onResume={async (password) => {
          setAlert(null);
          say(await flow.resume(password));
        }}
      />
      <Button
        kind="quiet"
        onClick={() => {
          setAlert(null);
          flow.startOver();
        }}
      >
        <Trans>Start over</Trans>
      </Button>
      <p className="sr-only" role="status">{t`One more step to sign in`}</p>
    </div>
  );
}
