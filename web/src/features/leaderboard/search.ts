/** How many projects the leaderboard can show. */
export const sizes = [10, 25, 100] as const;

/** What is in the address of the leaderboard; the defaults, bars of ten, are not. */
export interface LeaderboardSearch {
  view?: 'table';
  first?: number;
}

/** Reads the address, which anybody can write: what it should not say is left out. */
export function leaderboardSearch({ view, first }: Record<string, unknown>): LeaderboardSearch {
  const size = sizes.slice(1).find((known) => known === first);
  return { ...(view === 'table' ? { view } : {}), ...(size ? { first: size } : {}) };
}
