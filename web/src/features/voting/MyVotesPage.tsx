import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { type Ref, useEffect, useRef } from 'react';

import { Button } from '../../shared/ui/Button';
import { Card } from '../../shared/ui/Card';
import { ErrorState } from '../../shared/ui/ErrorState';
import { PageIntro } from '../../shared/ui/PageIntro';
import { Loading, Skeleton } from '../../shared/ui/states';
import { type Ballot, type VotableProject, spentOn, values } from './ballot';
import { EligibilityNotice } from '../../shared/account/EligibilityNotice';
import { VotingProvider, useVoting } from './VotingContext';
import { ValueBand } from './ValueBand';

export default function MyVotesPage() {
  const { t } = useLingui();
  return (
    <VotingProvider>
      <div className="mx-auto grid w-full max-w-3xl gap-6 py-8 sm:py-12">
        <PageIntro
          title={t`My votes`}
          lead={
            <Trans>
              Each value is spent once. While voting is open, you can take a vote back and give it to another project.
            </Trans>
          }
        />
        <Votes />
      </div>
    </VotingProvider>
  );
}

function Votes() {
  const { t } = useLingui();
  const { ballot, error, retry } = useVoting();
  if (ballot) {
    return (
      <>
        <EligibilityNotice blockedBy={ballot.eligibility.blockedBy} />
        <ol className="grid gap-3">
          {values.toReversed().map((points) => (
            <li key={points}>
              <Value points={points} ballot={ballot} />
            </li>
          ))}
        </ol>
      </>
    );
  }
  if (error) return <ErrorState error={error} retry={retry} />;
  return (
    <Loading label={t`Loading your votes`}>
      <div className="grid gap-3">
        {values.map((points) => (
          <Skeleton key={points} className="h-22 rounded-card" />
        ))}
      </div>
    </Loading>
  );
}

/** One value: what it is spent on, or where to spend it. */
function Value({ points, ballot }: { points: number; ballot: Ballot }) {
  const project = spentOn(ballot, points);
  const { canVote } = ballot.eligibility;
  const free = useRef<HTMLAnchorElement>(null);
  const takenBack = useRef(false);
  useEffect(() => {
    // The button that was pressed is gone with the vote.
    if (!project && takenBack.current) free.current?.focus();
    takenBack.current = false;
  }, [project]);
  return (
    <Card className="grid min-h-19 grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-3 p-4! sm:grid-cols-[auto_minmax(0,1fr)_auto]">
      <ValueBand points={points} spent={project !== null} />
      {project ? (
        <>
          <Link to="/projects/$projectId" params={{ projectId: project.id }} className="link min-w-0 break-words">
            {project.title}
          </Link>
          {canVote && (
            <TakeBack
              project={project}
              onPress={() => {
                takenBack.current = true;
              }}
            />
          )}
        </>
      ) : (
        <Free link={free} canVote={canVote} />
      )}
    </Card>
  );
}

function Free({ link, canVote }: { link: Ref<HTMLAnchorElement>; canVote: boolean }) {
  if (canVote) {
    return (
      <Link ref={link} to="/projects" className="link justify-self-start">
        <Trans>Find a project for it</Trans>
      </Link>
    );
  }
  return (
    <span className="text-quiet">
      <Trans>Not spent</Trans>
    </span>
  );
}

function TakeBack({ project, onPress }: { project: VotableProject; onPress: () => void }) {
  const { t } = useLingui();
  const { takeBack } = useVoting();
  const { title } = project;
  return (
    <Button
      kind="secondary"
      className="col-span-2 min-h-11! justify-self-start sm:col-span-1"
      aria-label={t`Take your vote for “${title}” back`}
      onClick={() => {
        onPress();
        takeBack(project);
      }}
    >
      <Trans>Take back</Trans>
    </Button>
  );
}
