import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { Alert } from '../ui/Alert';
import type { EligibilityBlock } from '../gql/graphql';

/** Says why the person can't vote, the first reason first, and what to do about it. */
export function EligibilityNotice({ blockedBy }: { blockedBy: readonly EligibilityBlock[] }) {
  const [block] = blockedBy;
  if (!block) return null;
  return <Alert kind="warning">{words(block)}</Alert>;
}

function words(block: EligibilityBlock) {
  switch (block) {
    case 'EMAIL_NOT_VERIFIED':
      return (
        <Trans>
          One step before you can vote and pitch:{' '}
          <Link className="link" to="/profile" search={{ verify: 'email' }}>
            verify your email address
          </Link>
          .
        </Trans>
      );
    case 'PHONE_NUMBER_NOT_VERIFIED':
      return (
        <Trans>
          One step before you can vote and pitch:{' '}
          <Link className="link" to="/profile" search={{ verify: 'phone' }}>
            verify your phone number
          </Link>
          .
        </Trans>
      );
    case 'VOTING_NOT_OPEN':
      return <Trans>Voting has not opened yet. Look around, and pitch your own project meanwhile.</Trans>;
    case 'VOTING_CLOSED':
      return (
        <Trans>
          Voting has closed. Here is{' '}
          <Link className="link" to="/leaderboard">
            how it went
          </Link>
          .
        </Trans>
      );
  }
}
