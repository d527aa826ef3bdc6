import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';

import { Button } from '../../shared/ui/Button';
import { type Ballot, spentOn, values } from './ballot';
import { Token } from './Token';
import { useVoting } from './VotingContext';

/** The five values, where the person sees them while looking through the projects. */
export function VoteTray({ ballot }: { ballot: Ballot }) {
  const { t } = useLingui();
  return (
    <section
      aria-label={t`Your five votes`}
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-card border border-line bg-raised px-4 py-3 shadow-overlay sm:px-6 md:shadow-card"
    >
      <Hint ballot={ballot} />
      <ul className="flex w-full justify-between gap-2.5 sm:w-auto">
        {values.map((points) => {
          const title = spentOn(ballot, points)?.title;
          return (
            <li key={points}>
              <Token
                points={points}
                spent={Boolean(title)}
                label={title ? t`${points}, now with “${title}”` : t`${points}, free`}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Says what the person can do with the values, or with the one in hand. */
function Hint({ ballot }: { ballot: Ballot }) {
  const { picked, pick, takeBack } = useVoting();
  useEffect(() => {
    if (picked === null) return undefined;
    const drop = (event: KeyboardEvent) => {
      if (event.key === 'Escape') pick(null);
    };
    window.addEventListener('keydown', drop);
    return () => {
      window.removeEventListener('keydown', drop);
    };
  }, [picked, pick]);
  const project = picked === null ? null : spentOn(ballot, picked);
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-2">
      <p aria-live="polite" className="text-sm sm:text-base">
        {picked === null ? (
          <Remaining ballot={ballot} />
        ) : (
          <Trans>
            Choose a project for your <b>{picked}</b>.
          </Trans>
        )}
      </p>
      {project && (
        <Button
          kind="quiet"
          className="min-h-11! px-2.5!"
          onClick={() => {
            takeBack(project);
          }}
        >
          <Trans>Take it back</Trans>
        </Button>
      )}
      {picked !== null && (
        <Button
          kind="quiet"
          className="min-h-11! px-2.5!"
          onClick={() => {
            pick(null);
          }}
        >
          <Trans>Put it down</Trans>
        </Button>
      )}
    </div>
  );
}

function Remaining({ ballot: { remainingPoints } }: { ballot: Ballot }) {
  if (remainingPoints.length === 0) return <Trans>All five votes are spent. You can still move them.</Trans>;
  return (
    <>
      <b className="me-1.5">
        <Trans>Your votes</Trans>
      </b>
      <span className="text-quiet">
        <Trans>Drag one onto a project, or press it first.</Trans>
      </span>
    </>
  );
}
