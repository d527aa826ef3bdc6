import { Plural } from '@lingui/react/macro';

import { classes } from '../../shared/ui/classes';

const widths = ['w-19', 'w-21', 'w-23', 'w-25', 'w-27'];

/** A value as a band of the mark, the longer the more it is worth; hollow while it is free. */
export function ValueBand({ points, spent }: { points: number; spent: boolean }) {
  return (
    <span className="w-27">
      <span
        className={classes(
          'block rounded-lg border-2 px-2.5 py-1 text-center font-bold whitespace-nowrap',
          widths[points - 1],
          !spent && 'border-dashed border-edge text-quiet',
          spent && (points === 1 ? 'border-gold bg-gold text-on-gold' : 'border-accent bg-accent text-on-accent'),
        )}
      >
        <Plural value={points} one="# point" other="# points" />
      </span>
    </span>
  );
}
