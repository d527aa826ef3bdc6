import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { useMutation } from 'urql';

import { problemOf } from '../../shared/api/errors';
import { authenticatorProblem } from '../../shared/forms/authenticator';
import { CodeForm } from '../../shared/forms/CodeForm';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { TotpSetup } from '../../shared/ui/TotpSetup';
import { showToast } from '../../shared/ui/toasts';
import { MethodRow, type MethodState } from './MethodRow';
import { FinishTotpSetupDocument, StartTotpSetupDocument, type TotpSetupPartsFragment } from './gql/graphql';
import { useLostFocus } from '../../shared/ui/useLostFocus';

/** The authenticator app: its set-up, which ends with a first code, and its use. */
export function TotpSetupFlow({ onSetUp, ...state }: MethodState & { onSetUp: () => void }) {
  const { t } = useLingui();
  const [{ fetching }, start] = useMutation(StartTotpSetupDocument);
  // The secret is kept for as long as it is shown, and discarded with the component.
  const [setup, setSetup] = useState<TotpSetupPartsFragment | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const button = useLostFocus<HTMLButtonElement>(setup === null);
  const begin = async () => {
    setProblem(null);
    const { data, error } = await start({});
    if (data?.startTotpSetup.setup) setSetup(data.startTotpSetup.setup);
    else setProblem(problemOf({ error, userErrors: data?.startTotpSetup.userErrors }));
  };
  const close = () => {
    setSetup(null);
  };
  return (
    <MethodRow
      {...state}
      title={t`Authenticator app`}
      text={<Trans>Codes from an app on your phone, even without reception.</Trans>}
      useLabel={t`Use the authenticator app`}
      canUse={state.isSetUp}
      action={
        !setup && (
          <Button
            ref={button}
            kind={state.isSetUp ? 'quiet' : 'primary'}
            className={state.isSetUp ? '-ms-5 min-h-11! justify-self-start' : 'min-h-11! shrink-0'}
            busy={fetching}
            onClick={() => void begin()}
          >
            {state.isSetUp ? <Trans>Set up another app</Trans> : <Trans>Set up</Trans>}
          </Button>
        )
      }
    >
      {problem && <Alert>{problem}</Alert>}
      {setup && <Steps setup={setup} replaces={state.isSetUp} onClose={close} onSetUp={onSetUp} />}
    </MethodRow>
  );
}

interface StepsProps {
  setup: TotpSetupPartsFragment;
  /** Whether there is an app already, which will then no longer work. */
  replaces: boolean;
  onClose: () => void;
  onSetUp: () => void;
}

function Steps({ setup, replaces, onClose, onSetUp }: StepsProps) {
  const { t } = useLingui();
  const [, finish] = useMutation(FinishTotpSetupDocument);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div className="grid max-w-sm animate-rise gap-4">
      <h4 ref={heading} tabIndex={-1} className="font-semibold outline-none">
        <Trans>Scan the picture with the app</Trans>
      </h4>
      {replaces && (
        <p className="text-sm text-quiet">{t`The app that you set up before no longer works after that.`}</p>
      )}
      <TotpSetup {...setup} />
      <CodeForm
        autoFocus={false}
        hint={t`Six digits, which the app shows now.`}
        action={<Trans>Turn it on</Trans>}
        send={async ({ code }) => {
          const { data, error } = await finish({ input: { code } });
          if (!data?.finishTotpSetup.viewer) {
            const outcome = { error, userErrors: data?.finishTotpSetup.userErrors };
            return { ...outcome, message: authenticatorProblem(outcome) };
          }
          onClose();
          onSetUp();
          showToast(t`Your authenticator app is set up.`);
          return undefined;
        }}
      >
        <Button kind="quiet" className="justify-self-start" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </CodeForm>
    </div>
  );
}
