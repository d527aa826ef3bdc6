import type { StandingsPartsFragment } from './gql/graphql';

export type Standings = StandingsPartsFragment;
export type Entry = Standings['entries'][number];

/** A place on the board as it is shown. */
export interface Place {
  entry: Entry;
  /** Another project has the same points. Without any points that goes without saying. */
  tied: boolean;
  /** It leads, by points that it has. */
  leads: boolean;
  /** The length of its bar, in per cent of the leader's. */
  share: number;
}

/** Works out what the board shows of each entry. */
export function places(entries: readonly Entry[]): Place[] {
  const most = Math.max(1, ...entries.map(({ points }) => points));
  const holders = new Map<number, number>();
  for (const { rank } of entries) holders.set(rank, (holders.get(rank) ?? 0) + 1);
  return entries.map((entry) => ({
    entry,
    tied: entry.points > 0 && (holders.get(entry.rank) ?? 0) > 1,
    leads: entry.points > 0 && entry.rank === 1,
    share: (100 * entry.points) / most,
  }));
}
