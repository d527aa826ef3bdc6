import type { CacheRules } from '../../shared/api/cache';
import { LeaderboardDocument, type LeaderboardLiveSubscription, type LeaderboardQueryVariables } from './gql/graphql';

/** What the stream sends is what the query returns from then on, so that there is one leaderboard in the cache. */
export const cacheRules: CacheRules = {
  updates: {
    Subscription: {
      leaderboard: (result, args, cache) => {
        const { leaderboard } = result as unknown as LeaderboardLiveSubscription;
        cache.updateQuery({ query: LeaderboardDocument, variables: args as LeaderboardQueryVariables }, () => ({
          __typename: 'Query',
          leaderboard,
        }));
      },
    },
  },
};
