import type { ReactNode } from 'react';

import { ErrorState } from '../../shared/ui/ErrorState';
import { EligibilityNotice } from '../../shared/account/EligibilityNotice';
import { VoteTray } from './VoteTray';
import { VotingProvider, useVoting } from './VotingContext';

/** A page on which votes are cast: its content, with the tray of the five values. */
export function VotingArea({ children }: { children: ReactNode }) {
  return (
    <VotingProvider>
      <div className="grid">
        <Tray />
        <div className="min-w-0">{children}</div>
      </div>
    </VotingProvider>
  );
}

/** It comes first for the keyboard; on a narrow screen it is at the bottom, in reach of a thumb. */
function Tray() {
  const { ballot, error, retry } = useVoting();
  if (error && !ballot) {
    return (
      <div className="pt-6">
        <ErrorState error={error} retry={retry} />
      </div>
    );
  }
  if (!ballot) return null;
  if (!ballot.eligibility.canVote) {
    return (
      <div className="pt-6">
        <EligibilityNotice blockedBy={ballot.eligibility.blockedBy} />
      </div>
    );
  }
  return (
    <div
      data-vote-tray
      className="sticky bottom-18 z-10 order-last mt-4 md:top-20 md:bottom-auto md:order-none md:mt-6"
    >
      <VoteTray ballot={ballot} />
    </div>
  );
}
