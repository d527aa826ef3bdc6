import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useEffect, useEffectEvent, useRef } from 'react';

import { classes } from '../../shared/ui/classes';
import { CheckIcon } from '../../shared/ui/icons';
import { useVoting } from './VotingContext';

interface Props {
  points: number;
  /** Whether it is on a project. */
  spent: boolean;
  /** Its name, for screen readers. */
  label: string;
}

/** Marks what is dragged as one of ours, and says how much it is worth. */
export const dragData = (points: number) => ({ vote: points });

/** One of the five values. It can be dragged onto a project, or picked up with one press and put down with another. */
export function Token({ points, spent, label }: Props) {
  const { picked, pick } = useVoting();
  const element = useRef<HTMLDivElement>(null);
  const taken = useEffectEvent((up: boolean) => {
    pick(up ? points : null);
  });
  useEffect(() => {
    if (!element.current) return undefined;
    return draggable({
      element: element.current,
      getInitialData: () => dragData(points),
      onDragStart: () => {
        taken(true);
      },
      onDrop: () => {
        taken(false);
      },
    });
  }, [points]);
  const inHand = picked === points;
  const press = () => {
    pick(inHand ? null : points);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: not every browser lets people drag a button element
    <div
      ref={element}
      role="button"
      tabIndex={0}
      aria-label={label}
      aria-pressed={inHand}
      onClick={press}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault(); // the space bar would scroll
        press();
      }}
      className={classes(
        'relative grid size-12 cursor-grab touch-manipulation place-items-center rounded-full border-2 text-lg font-extrabold tabular-nums transition-[transform,background-color,box-shadow] duration-150 select-none active:cursor-grabbing',
        spent
          ? 'border-edge bg-surface text-quiet'
          : points === 1
            ? 'border-gold bg-gold text-on-gold'
            : 'border-accent bg-accent text-on-accent',
        inHand
          ? '-translate-y-1 shadow-overlay ring-3 ring-accent ring-offset-2 ring-offset-raised'
          : 'hover:-translate-y-0.5',
      )}
    >
      {points}
      {spent && (
        <span className="absolute -end-1 -bottom-1 grid size-5 place-items-center rounded-full bg-success text-surface">
          <CheckIcon className="size-3.5" />
        </span>
      )}
    </div>
  );
}
