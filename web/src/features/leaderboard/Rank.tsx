import { Trans } from '@lingui/react/macro';

import { classes } from '../../shared/ui/classes';
import type { Place } from './standings';

/** The place in a circle, golden for the leader; a shared place says so. */
export function Rank({ place: { entry, tied, leads } }: { place: Place }) {
  return (
    <p className="grid content-start justify-items-center gap-0.5">
      <span
        className={classes(
          'grid size-9 place-items-center rounded-full font-extrabold tabular-nums',
          leads ? 'bg-gold text-on-gold' : 'bg-sunken text-ink',
        )}
      >
        <span>
          <span className="sr-only">
            <Trans>Place</Trans>{' '}
          </span>
          {entry.rank}
        </span>
      </span>
      {tied && (
        <span className="text-xs font-semibold text-quiet">
          <Trans>tied</Trans>
        </span>
      )}
    </p>
  );
}
