import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';

import { classes } from '../../shared/ui/classes';
import type { VotableProject } from './ballot';
import { useVoting } from './VotingContext';

interface Props {
  project: VotableProject & { viewerIsOwner: boolean };
  className?: string;
  children: ReactNode;
}

/** An element that shows a project, as a drop target for values. */
export function VoteTarget({ project, className, children }: Props) {
  const { ballot, picked, place } = useVoting();
  const element = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  const takes = Boolean(ballot?.eligibility.canVote) && !project.viewerIsOwner;
  const accepts = useEffectEvent((data: Record<string, unknown>) => takes && typeof data.vote === 'number');
  const dropped = useEffectEvent((points: number) => {
    place(points, project);
  });
  useEffect(() => {
    if (!element.current) return undefined;
    return dropTargetForElements({
      element: element.current,
      canDrop: ({ source }) => accepts(source.data),
      getDropEffect: () => 'move',
      onDragEnter: () => {
        setOver(true);
      },
      onDragLeave: () => {
        setOver(false);
      },
      onDrop: ({ source }) => {
        setOver(false);
        if (typeof source.data.vote === 'number') dropped(source.data.vote);
      },
    });
  }, []);
  return (
    <div
      ref={element}
      className={classes(
        'rounded-card outline-offset-2 outline-accent transition-[outline-color,transform] duration-150',
        picked !== null && takes && 'outline-2 outline-dashed',
        over && 'scale-[1.01] outline-3 outline-solid',
        className,
      )}
    >
      {children}
    </div>
  );
}
