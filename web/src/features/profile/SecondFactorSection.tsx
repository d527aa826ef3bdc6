import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useMutation } from 'urql';

import { problemOf } from '../../shared/api/errors';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { Badge } from '../../shared/ui/Card';
import { showToast } from '../../shared/ui/toasts';
import { MethodRow } from './MethodRow';
import { OtherSessionsOffer } from './OtherSessionsOffer';
import { Section } from './ProfilePage';
import { SmsNeedsPhone } from './SmsNeedsPhone';
import { TotpSetupFlow } from './TotpSetupFlow';
import { TurnOffDialog } from './TurnOffDialog';
import { type MfaMethod, type SecurityStatusQuery, SetMfaPreferenceDocument } from './gql/graphql';
import { useLostFocus } from '../../shared/ui/useLostFocus';

export type SecurityStatus = NonNullable<SecurityStatusQuery['viewer']>;

/** How sign-ins are confirmed beyond the password. */
export function SecondFactorSection({ person }: { person: SecurityStatus }) {
  const { t } = useLingui();
  const { preferred, enabled } = person.mfa;
  const [changed, setChanged] = useState(false);
  const onChange = () => {
    setChanged(true);
  };
  const { choose, choosing, problem } = usePreference(onChange);
  const [turningOff, setTurningOff] = useState(false);
  const heading = useLostFocus<HTMLHeadingElement>(`${preferred}, ${changed ? 'changed' : 'as before'}`);
  const isOn = enabled.length > 0;

  const row = (method: MfaMethod) => ({
    inUse: preferred === method,
    isSetUp: enabled.includes(method),
    busy: choosing === method,
    onUse: () => void choose(method, t`From now on, this confirms your sign-ins.`),
  });

  return (
    <Section
      headingRef={heading}
      title={t`Second factor`}
      lead={
        <Trans>
          A code on top of your password keeps your account yours, even if somebody else learns the password.
        </Trans>
      }
      badge={<Badge kind={isOn ? 'success' : 'warning'}>{isOn ? <Trans>On</Trans> : <Trans>Off</Trans>}</Badge>}
    >
      {problem && <Alert>{problem}</Alert>}
      {changed && (
        <OtherSessionsOffer
          onDone={() => {
            setChanged(false);
          }}
        />
      )}
      <ul className="grid divide-y divide-line border-t border-line">
        <TotpSetupFlow {...row('TOTP')} onSetUp={onChange} />
        <MethodRow
          {...row('SMS')}
          title={t`Text message`}
          text={
            person.phoneNumber && person.phoneNumberVerified ? (
              t`A code to ${person.phoneNumber}.`
            ) : (
              <SmsNeedsPhone hasPhone={Boolean(person.phoneNumber)} />
            )
          }
          useLabel={t`Use text messages`}
          canUse={person.phoneNumberVerified}
        />
        {enabled.includes('EMAIL') && (
          <MethodRow
            {...row('EMAIL')}
            title={t`Email`}
            text={t`A code to ${person.email}.`}
            useLabel={t`Use email`}
            canUse
          />
        )}
      </ul>
      {isOn && (
        <Button
          kind="secondary"
          className="justify-self-start"
          busy={choosing === 'none'}
          onClick={() => {
            setTurningOff(true);
          }}
        >
          <Trans>Turn the second factor off</Trans>
        </Button>
      )}
      {turningOff && (
        <TurnOffDialog
          onClose={() => {
            setTurningOff(false);
          }}
          onTurnOff={() => {
            setTurningOff(false);
            void choose(null, t`The second factor is off.`);
          }}
        />
      )}
    </Section>
  );
}

/** Chooses the method; null is none. */
function usePreference(onChange: () => void) {
  const [, setPreference] = useMutation(SetMfaPreferenceDocument);
  const [choosing, setChoosing] = useState<MfaMethod | 'none' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async (preferred: MfaMethod | null, done: string) => {
    setProblem(null);
    setChoosing(preferred ?? 'none');
    const { data, error } = await setPreference({ input: { preferred: preferred ?? 'NONE' } });
    setChoosing(null);
    if (!data?.setMfaPreference.viewer) {
      setProblem(problemOf({ error, userErrors: data?.setMfaPreference.userErrors }));
      return;
    }
    onChange();
    showToast(done);
  };
  return { choose, choosing, problem };
}
