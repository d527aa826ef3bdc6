import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { useSessionState } from '../../shared/api/SessionProvider';
import { Button, buttonClass } from '../../shared/ui/Button';
import { Badge } from '../../shared/ui/Card';
import { type VotableProject, givenTo } from './ballot';
import { useVoting } from './VotingContext';
import { VoteMenu } from './VoteMenu';

interface Props {
  project: VotableProject & { viewerIsOwner: boolean };
}

/** What the person may do about the vote for one project: give it a value or another one, or take the vote back. */
export function VoteControl({ project }: Props) {
  const { status } = useSessionState();
  const { ballot } = useVoting();
  if (status === 'signedOut') return <SignInToVote />;
  if (!ballot) return <span className="h-11" />;
  if (project.viewerIsOwner) {
    return (
      <span className="text-sm text-quiet">
        <Trans>Your own project</Trans>
      </span>
    );
  }
  if (ballot.eligibility.canVote) return <PlaceVote project={project} given={givenTo(ballot, project.id)} />;
  return <VoteGiven points={givenTo(ballot, project.id)} />;
}

function SignInToVote() {
  const returnTo = useLocation({ select: ({ href }) => href });
  return (
    <Link to="/sign-in" search={{ returnTo }} className={buttonClass('quiet', 'min-h-11 px-3!')}>
      <Trans>Sign in to vote</Trans>
    </Link>
  );
}

function VoteGiven({ points }: { points: number | null }) {
  if (points === null) return null;
  return (
    <Badge kind="accent">
      <Trans>Your vote: {points}</Trans>
    </Badge>
  );
}

/** With a value in hand, a button that puts it down here; else a menu of the values. */
function PlaceVote({ project, given }: { project: VotableProject; given: number | null }) {
  const { t } = useLingui();
  const { picked, place } = useVoting();
  const menu = useRef<HTMLButtonElement>(null);
  const placed = useRef(false);
  useEffect(() => {
    // The button that was pressed is gone, so the element in its place takes the focus.
    if (picked === null && placed.current) menu.current?.focus();
    placed.current = false;
  }, [picked]);
  if (picked === null) return <VoteMenu project={project} given={given} trigger={menu} />;
  if (picked === given) return <VoteGiven points={given} />;
  const { title } = project;
  return (
    <Button
      className="min-h-11! px-4!"
      aria-label={t`Give your ${picked} to “${title}”`}
      onClick={() => {
        placed.current = true;
        place(picked, project);
      }}
    >
      <Trans>Give your {picked}</Trans>
    </Button>
  );
}
