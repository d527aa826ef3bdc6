import { Plural } from '@lingui/react/macro';

/** Where a project stands. */
export function Points({ points, voteCount }: { points: number; voteCount: number }) {
  return (
    <p className="leading-tight">
      <span className="text-xl font-extrabold tabular-nums">
        <Plural value={points} one="# point" other="# points" />
      </span>
      <span className="block text-sm text-quiet tabular-nums">
        <Plural value={voteCount} _0="no votes yet" one="# vote" other="# votes" />
      </span>
    </p>
  );
}
