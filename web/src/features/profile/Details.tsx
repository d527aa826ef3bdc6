import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { Card } from '../../shared/ui/Card';
import { showToast } from '../../shared/ui/toasts';
import { ChangeForm } from './ChangeForm';
import { ContactVerification } from './ContactVerification';
import { DetailRow } from './DetailRow';
import { EmailCallout, EmailVerified } from './EmailCallout';
import { type ContactName, type DetailName, isVerified } from './contact';
import type { CodeDeliveryPartsFragment, DetailPartsFragment } from './gql/graphql';

/**
 * What is under way in a row: a change, or the verification of an address; `sent` says where the code of a new address
 * went.
 */
type Open =
  | { name: DetailName; step: 'change' }
  | { name: ContactName; step: 'verify'; address: string; sent: CodeDeliveryPartsFragment | 'earlier' | null };

interface Props {
  person: DetailPartsFragment;
  /** What the person came here from another page to do. */
  verify: 'email' | 'phone' | undefined;
}

/** Name, email and phone, each changed in its place. */
export function Details({ person, verify }: Props) {
  const { t } = useLingui();
  const [open, setOpen] = useState<Open | null>(() =>
    verify === 'phone' && person.phoneNumber && !person.phoneNumberVerified
      ? toVerify('phoneNumber', person.phoneNumber)
      : null,
  );
  const [justVerified, setJustVerified] = useState(false);
  // An answer may arrive after the person has moved on to another row, which then stays as it is.
  const goOn = (name: DetailName, to: Open | null) => {
    setOpen((now) => (now?.name === name ? to : now));
  };
  const texts: Record<DetailName, { label: string; change: string; saved: string }> = {
    name: { label: t`Name`, change: t`Change the name`, saved: t`Your name is changed.` },
    email: { label: t`Email`, change: t`Change the email address`, saved: t`Your email address is verified.` },
    phoneNumber: { label: t`Phone`, change: t`Change the phone number`, saved: t`Your phone number is verified.` },
  };

  const inside = (name: DetailName) => {
    if (open?.name !== name) return null;
    const close = () => {
      goOn(name, null);
    };
    if (open.step === 'verify') {
      const { address, sent } = open;
      const done = () => {
        close();
        showToast(texts[name].saved);
      };
      return (
        <ContactVerification
          name={open.name}
          address={address}
          current={person[open.name]}
          sent={sent}
          onDone={done}
          onCancel={close}
        />
      );
    }
    return (
      <ChangeForm
        name={name}
        value={person[name] ?? ''}
        onCancel={close}
        onHasCode={() => {
          if (name !== 'name') goOn(name, { name, step: 'verify', address: '', sent: 'earlier' });
        }}
        onSaved={(address, sent) => {
          if (sent && name !== 'name') {
            goOn(name, { name, step: 'verify', address, sent });
            return;
          }
          close();
          if (name === 'name') showToast(texts.name.saved);
        }}
      />
    );
  };

  const row = (name: DetailName) => (
    <DetailRow
      label={texts[name].label}
      value={person[name]}
      verified={name === 'name' || !person[name] ? null : isVerified(person, name)}
      changeLabel={texts[name].change}
      onChange={() => {
        setOpen({ name, step: 'change' });
      }}
      onVerify={
        name === 'phoneNumber' && person.phoneNumber
          ? () => {
              setOpen(toVerify(name, person.phoneNumber ?? ''));
            }
          : undefined
      }
    >
      {inside(name)}
    </DetailRow>
  );

  return (
    <>
      {!person.emailVerified && open?.name !== 'email' && (
        <EmailCallout
          address={person.email}
          onDone={() => {
            setJustVerified(true);
          }}
        />
      )}
      {justVerified && person.emailVerified && <EmailVerified eligibility={person.voter.eligibility} />}
      <Card className="grid divide-y divide-line">
        {row('name')}
        {row('email')}
        {row('phoneNumber')}
      </Card>
      <p className="text-sm text-quiet">
        <Trans>
          Your name is shown on the projects that you pitch. Only you and administrators see your email and phone.
        </Trans>
      </p>
    </>
  );
}

const toVerify = (name: ContactName, address: string): Open => ({ name, step: 'verify', address, sent: null });
