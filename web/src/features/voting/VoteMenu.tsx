import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Ref } from 'react';

import { buttonClass } from '../../shared/ui/Button';
import { Menu, MenuItem, MenuSeparator } from '../../shared/ui/Menu';
import { ChevronIcon } from '../../shared/ui/icons';
import { type VotableProject, spentOn, values } from './ballot';
import { useVoting } from './VotingContext';

interface Props {
  project: VotableProject;
  /** The points that the person has given the project so far. */
  given: number | null;
  trigger: Ref<HTMLButtonElement>;
}

/** The values to give a project, with what each is spent on now. */
export function VoteMenu({ project, given, trigger }: Props) {
  const { t } = useLingui();
  const { ballot, place, takeBack } = useVoting();
  const { title } = project;
  return (
    <Menu
      trigger={
        <button
          ref={trigger}
          type="button"
          aria-label={given === null ? t`Vote for “${title}”` : t`Your vote for “${title}”: ${given}`}
          className={buttonClass(given === null ? 'secondary' : 'primary', 'min-h-11! px-3.5!')}
        >
          {given === null ? <Trans>Vote</Trans> : <Trans>Your vote: {given}</Trans>}
          <ChevronIcon className="size-4" />
        </button>
      }
    >
      {values
        .toReversed()
        .filter((points) => points !== given)
        .map((points) => (
          <MenuItem
            key={points}
            onSelect={() => {
              place(points, project);
            }}
          >
            <span className="font-bold tabular-nums">
              <Plural value={points} one="# point" other="# points" />
            </span>
            <SpentOn title={ballot && spentOn(ballot, points)?.title} />
          </MenuItem>
        ))}
      {given !== null && (
        <>
          <MenuSeparator />
          <MenuItem
            onSelect={() => {
              takeBack(project);
            }}
          >
            <Trans>Take the vote back</Trans>
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

function SpentOn({ title }: { title: string | null | undefined }) {
  if (!title) return null;
  return (
    <span className="max-w-40 truncate text-sm text-quiet">
      <Trans>now with {title}</Trans>
    </span>
  );
}
