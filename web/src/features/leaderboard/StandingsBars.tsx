import { Plural, useLingui } from '@lingui/react/macro';

import { ownerName } from '../../shared/account/ownerName';
import { classes } from '../../shared/ui/classes';
import { Horn } from './Horn';
import { ProjectLink } from './ProjectLink';
import { Rank } from './Rank';
import { type Entry, type Place, places } from './standings';
import { useGlide } from './useGlide';

interface Props {
  entries: readonly Entry[];
  /** One line of text each, for a board next to other content. */
  compact?: boolean;
}

/** The standings as bars, which grow and change places as votes come in. */
export function StandingsBars({ entries, compact = false }: Props) {
  const { t } = useLingui();
  const list = useGlide<HTMLOListElement>();
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari does not treat a list without markers as a list unless its role is stated
    <ol ref={list} role="list" aria-label={t`Standings`} className="relative grid">
      {places(entries).map((place) => (
        <Row key={place.entry.project.id} place={place} compact={compact} />
      ))}
    </ol>
  );
}

function Row({ place, compact }: { place: Place; compact: boolean }) {
  const { i18n } = useLingui();
  const { entry, share, leads } = place;
  const { project, points } = entry;
  return (
    <li
      className={classes(
        'relative grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 rounded-control bg-surface px-2 transition-colors hover:bg-tint sm:gap-x-4 sm:px-3',
        compact ? 'h-[4.25rem] items-center' : 'py-3.5',
      )}
    >
      <Rank place={place} />
      <div className="grid min-w-0 gap-1.5">
        <div className="flex items-baseline justify-between gap-4">
          <ProjectLink
            project={project}
            className={classes(
              'min-w-0 rounded-control font-bold no-underline after:absolute after:inset-0 after:rounded-control hover:text-accent',
              compact ? 'truncate' : 'wrap-anywhere',
            )}
          />
          <p className="shrink-0 text-sm text-quiet tabular-nums">
            <b className="text-lg text-ink">{i18n.number(points)}</b>{' '}
            <Plural value={points} one="point" other="points" />
          </p>
        </div>
        <Horn share={share} leads={leads} />
        {!compact && (
          <p className="flex flex-wrap justify-between gap-x-4 text-sm text-quiet">
            <span className="wrap-anywhere">{ownerName(entry.project.owner)}</span>
            <Plural value={project.voteCount} one="# vote" other="# votes" />
          </p>
        )}
      </div>
    </li>
  );
}
