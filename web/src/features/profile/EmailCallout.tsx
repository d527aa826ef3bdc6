import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';

import { Alert } from '../../shared/ui/Alert';
import { ContactVerification } from './ContactVerification';
import { Section } from './ProfilePage';
import type { DetailPartsFragment } from './gql/graphql';

/** What a new voter has to do first. */
export function EmailCallout({ address, onDone }: { address: string; onDone: () => void }) {
  const { t } = useLingui();
  return (
    <Section
      className="border-accent! bg-tint!"
      title={t`Verify your email to vote`}
      lead={<Trans>Only people with a verified company address vote and pitch projects. We send six digits to {address}; it takes a minute.</Trans>}
    >
      <ContactVerification name="email" address={address} current={address} sent={null} onDone={onDone} />
    </Section>
  );
}

/** Says that it is done, and what is possible now. */
export function EmailVerified({ eligibility }: { eligibility: DetailPartsFragment['voter']['eligibility'] }) {
  const message = useRef<HTMLDivElement>(null);
  useEffect(() => {
    message.current?.focus();
  }, []);
  const { canVote, canCreateProject, blockedBy } = eligibility;
  return (
    <div ref={message} tabIndex={-1} className="rounded-control outline-none">
      <Alert kind="success">
        <p>
          <Trans>Your email address is verified.</Trans>{' '}
          {canVote && <Trans>You can vote and pitch projects now.</Trans>}
          {blockedBy.includes('PHONE_NUMBER_NOT_VERIFIED') && <Trans>One more step to vote: verify your phone below.</Trans>}
          {blockedBy.includes('VOTING_NOT_OPEN') && <Trans>You can vote as soon as voting opens.</Trans>}
          {!canVote && canCreateProject && <> <Trans>You can pitch projects now.</Trans></>}
        </p>
      </Alert>
    </div>
  );
}
