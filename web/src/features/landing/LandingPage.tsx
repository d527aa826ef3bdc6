import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useSessionState } from '../../shared/api/SessionProvider';
import { buttonClass } from '../../shared/ui/Button';
import { PageHeading } from '../../shared/ui/PageHeading';
import { HowItWorks } from './HowItWorks';
import { VoteLadder } from './VoteLadder';

/** The front door: what this is, how it goes, and where to begin. `board` shows where the vote stands. */
export function LandingPage({ board }: { board?: ReactNode }) {
  const { t } = useLingui();
  return (
    <div className="grid gap-20 py-10 sm:gap-28 sm:py-20">
      <section className="grid items-center gap-12 lg:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)]">
        <div className="grid gap-6">
          <PageHeading title={t`Vote on what to build next`} className="text-display font-extrabold">
            <Trans>Five votes for the projects worth pursuing</Trans>
          </PageHeading>
          <p className="max-w-xl text-lead text-quiet">
            <Trans>
              Colleagues pitch projects. Everybody has five votes, worth 1 to 5 points, to spend on the ones they
              believe in. What the company believes in most rises to the top.
            </Trans>
          </p>
          <CallToAction />
        </div>
        <VoteLadder />
      </section>
      {board}
      <HowItWorks />
    </div>
  );
}

/** One below the other on a phone: whatever they say, they take the same room. */
const actions = 'grid gap-3 sm:flex';

function CallToAction() {
  const { status } = useSessionState();
  if (status === 'signedIn') {
    return (
      <div className={actions}>
        <Link to="/projects" className={buttonClass()}>
          <Trans>Vote for projects</Trans>
        </Link>
        <Link to="/projects/new" className={buttonClass('secondary')}>
          <Trans>Pitch a project</Trans>
        </Link>
      </div>
    );
  }
  return (
    <div className={actions}>
      <Link to="/sign-up" className={buttonClass('primary')}>
        <Trans>Create your account</Trans>
      </Link>
      <Link to="/projects" className={buttonClass('secondary')}>
        <Trans>See the projects</Trans>
      </Link>
    </div>
  );
}
