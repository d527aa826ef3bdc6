import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useMutation } from 'urql';

import { problemOf } from '../../shared/api/errors';
import { CodeForm } from '../../shared/forms/CodeForm';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { ResendButton } from '../../shared/ui/ResendButton';
import { showToast } from '../../shared/ui/toasts';
import { type ContactName, attributeOf } from './contact';
import { type CodeDeliveryPartsFragment, RequestVerificationDocument, VerifyAttributeDocument } from './gql/graphql';

interface Props {
  name: ContactName;
  /** The address or number to verify; empty where only the server knows it. */
  address: string;
  /** The one that counts until then. */
  current: string | null;
  /** Where its code was sent already, `earlier` if that is not known; null if the person has yet to ask for one. */
  sent: CodeDeliveryPartsFragment | 'earlier' | null;
  onDone: () => void;
  onCancel?: () => void;
}

/** Verifies an email address or phone number: sends a code when the person wants it, then takes it. */
export function ContactVerification({ name, address, current, sent: sentBefore, onDone, onCancel }: Props) {
  const { t } = useLingui();
  const [, verify] = useMutation(VerifyAttributeDocument);
  const [{ fetching }, request] = useMutation(RequestVerificationDocument);
  const [sent, setSent] = useState(sentBefore);
  const [problem, setProblem] = useState<string | null>(null);
  const attribute = attributeOf[name];

  const sendCode = async () => {
    setProblem(null);
    const { data, error } = await request({ input: { attribute } });
    const delivery = data?.requestVerification.codeDelivery;
    if (delivery && sent) showToast(t`A new code is on its way.`);
    if (delivery) setSent(delivery);
    else setProblem(problemOf({ error, userErrors: data?.requestVerification.userErrors }));
  };
  const cancel = onCancel && (
    <Button kind="quiet" onClick={onCancel}>
      {sent && address && address !== current ? <Trans>Leave it as it was</Trans> : <Trans>Cancel</Trans>}
    </Button>
  );

  return (
    <div className="grid max-w-sm gap-4">
      {problem && <Alert>{problem}</Alert>}
      {sent ? (
        <>
          <Destination address={address} current={current} sent={sent} />
          <CodeForm
            action={<Trans>Verify</Trans>}
            send={async ({ code }) => {
              const { data, error } = await verify({ input: { attribute, code } });
              if (!data?.verifyAttribute.viewer) return { error, userErrors: data?.verifyAttribute.userErrors };
              onDone();
              return undefined;
            }}
          >
            <div className="flex flex-wrap justify-center gap-x-3 gap-y-1">
              <ResendButton onPress={() => void sendCode()} />
              {cancel}
            </div>
          </CodeForm>
        </>
      ) : (
        <>
          {name === 'phoneNumber' && (
            <p className="text-quiet">{t`We send six digits to ${address} by text message.`}</p>
          )}
          <div className="flex flex-wrap gap-3">
            <Button busy={fetching} onClick={() => void sendCode()}>
              <Trans>Send the code</Trans>
            </Button>
            {cancel}
          </div>
        </>
      )}
    </div>
  );
}

function Destination({
  address,
  current,
  sent,
}: Pick<Props, 'address' | 'current'> & { sent: CodeDeliveryPartsFragment | 'earlier' }) {
  if (sent === 'earlier') {
    return (
      <p className="text-quiet">
        <Trans>
          Enter the code from the message to your new address. If an administrator corrected it, it was sent then.
        </Trans>
      </p>
    );
  }
  // Only the server knows where the code for the current address went: it may be a new address that is not verified
  // yet.
  const to = (
    <strong className="font-semibold text-ink wrap-anywhere">
      {address && address !== current ? address : sent.destination}
    </strong>
  );
  return (
    <p className="text-quiet">
      <Trans>We sent a code to {to}.</Trans>
      {current && address && address !== current && (
        <>
          {' '}
          <Trans>Until you enter it, {current} stays.</Trans>
        </>
      )}
    </p>
  );
}
