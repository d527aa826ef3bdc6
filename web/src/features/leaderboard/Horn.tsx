import { classes } from '../../shared/ui/classes';

// The horn of the mark on its side: five bands, which grow from the tip.
const taper = 'polygon(0 0, 100% 31%, 100% 69%, 0 100%)';
const gap = 'min(3px, 1.2%)';
const cuts = [27, 50, 69, 85];
const bands = cuts
  .map((at) => `transparent ${at}% calc(${at}% + ${gap}), #000 calc(${at}% + ${gap}) ${nextTo(at)}%`)
  .join(', ');
const mask = `linear-gradient(102deg, #000 0 27%, ${bands})`;

function nextTo(cut: number): number {
  return cuts[cuts.indexOf(cut) + 1] ?? 100;
}

/** A bar as long as `share` per cent, golden for the leader. It repeats what the words next to it say, and so is silent itself. */
export function Horn({ share, leads }: { share: number; leads: boolean }) {
  return (
    <div aria-hidden="true" className="h-4 sm:h-5">
      <div
        className={classes(
          'h-full rounded-s-md transition-[width,background-color] duration-500 ease-calm',
          leads ? 'bg-gold' : 'bg-accent',
        )}
        style={{ width: `${share}%`, clipPath: taper, maskImage: mask }}
      />
    </div>
  );
}
