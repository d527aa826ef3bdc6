import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef } from 'react';

import { Button } from '../../shared/ui/Button';
import { TotpSetup } from '../../shared/ui/TotpSetup';
import { ConfirmForm } from './ConfirmForm';
import { ResetForm } from './ResetForm';
import { CodeAnswer, NewPasswordAnswer } from './answers';
import type { AnswerChallengeInput, MfaMethod } from './gql/graphql';
import type { Challenge } from './useSignIn';

type Answer = Omit<AnswerChallengeInput, 'handle'>;

interface Props {
  challenge: Challenge;
  /** Whether the person signs in as anybody, on a page from which a sign-up can be corrected. */
  correctable: boolean;
  onAnswer: (answer: Answer) => Promise<void>;
  /** Signs in again, with the earlier password or the one that has just been set. */
  onResume: (newPassword?: string) => Promise<void>;
}

/** One challenge of a sign-in: what it requires, and the form for that. */
export function ChallengeStep({ challenge, correctable, onAnswer, onResume }: Props) {
  const { t } = useLingui();
  switch (challenge.__typename) {
    case 'SmsMfaChallenge':
    case 'EmailOtpChallenge': {
      const { destination } = challenge.codeDelivery;
      return (
        <Step title={t`Enter your code`} lead={t`We sent a code to ${destination}.`}>
          <CodeAnswer onAnswer={onAnswer} />
        </Step>
      );
    }
    case 'TotpChallenge':
      return (
        <Step title={t`Enter your code`} lead={t`Your authenticator app shows it.`}>
          <CodeAnswer onAnswer={onAnswer} />
        </Step>
      );
    case 'TotpSetupChallenge':
      return (
        <Step
          title={t`Set up an authenticator app`}
          lead={t`Scan the picture with the app, then enter the code that it shows.`}
        >
          <TotpSetup {...challenge.setup} />
          <CodeAnswer onAnswer={onAnswer} />
        </Step>
      );
    case 'SelectMfaChallenge':
      return (
        <Step title={t`How do you want to confirm?`}>
          <MethodChoice methods={challenge.methods} onChoose={(method) => onAnswer({ method })} />
        </Step>
      );
    case 'NewPasswordChallenge':
      return (
        <Step title={t`Choose a password of your own`} lead={t`It replaces the one that an administrator gave you.`}>
          <NewPasswordAnswer onAnswer={onAnswer} />
        </Step>
      );
    case 'ConfirmSignUpChallenge':
      return (
        <Step
          title={t`Confirm your phone first`}
          lead={t`Enter the code from the text message that followed your sign-up.`}
        >
          <ConfirmForm email={challenge.email} correctable={correctable} onConfirmed={() => onResume()} />
        </Step>
      );
    case 'ResetPasswordChallenge':
      return (
        <Step
          title={t`Choose a new password`}
          lead={t`The old one no longer works. Request a code, or use the one that you received.`}
        >
          <ResetForm email={challenge.email} onReset={(_email, password) => onResume(password)} />
        </Step>
      );
  }
}

function Step({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The button that led here is gone. The field of a code takes the focus by itself.
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <section className="grid gap-5">
      <div className="grid gap-1">
        <h2 ref={heading} tabIndex={-1} className="text-heading font-bold outline-none">
          {title}
        </h2>
        {lead && <p className="text-quiet">{lead}</p>}
      </div>
      {children}
    </section>
  );
}

function MethodChoice({
  methods,
  onChoose,
}: {
  methods: readonly MfaMethod[];
  onChoose: (method: MfaMethod) => Promise<void>;
}) {
  const { t } = useLingui();
  const names: Record<MfaMethod, string> = {
    SMS: t`A code by text message`,
    TOTP: t`My authenticator app`,
    EMAIL: t`A code by email`,
  };
  return (
    <div className="grid gap-3">
      {methods.map((method) => (
        <Button key={method} kind="secondary" onClick={() => void onChoose(method)}>
          {names[method]}
        </Button>
      ))}
    </div>
  );
}
