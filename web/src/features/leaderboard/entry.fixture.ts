import type { Entry } from './standings';

/** A place on the board, for tests. */
export function entry(points: number, rank: number, id = `${rank}-${points}`): Entry {
  return {
    __typename: 'LeaderboardEntry',
    rank,
    points,
    project: {
      __typename: 'Project',
      id,
      title: `Project ${id}`,
      points,
      voteCount: 1,
      owner: { __typename: 'ProjectOwner', id: 'owner', name: 'Ada' },
    },
  };
}
