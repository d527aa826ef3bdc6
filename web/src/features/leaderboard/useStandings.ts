import { createRequest } from '@urql/core';
import { useEffect, useEffectEvent } from 'react';
import { useQuery, useSubscription } from 'urql';

import { useSessionState } from '../../shared/api/SessionProvider';
import { useStreamStatus } from '../../shared/api/streamStatus';
import { LeaderboardDocument, LeaderboardLiveDocument } from './gql/graphql';

/**
 * The standings, live. The query paints first, from the cache if it has been here before, and also works where a proxy
 * holds streams back; the stream then keeps the cache up to date, and so the query.
 */
export function useStandings(first: number) {
  const variables = { first };
  const [{ data, error, operation }, ask] = useQuery({ query: LeaderboardDocument, variables });
  const [, open] = useSubscription({ query: LeaderboardLiveDocument, variables });
  const status = useStreamStatus(createRequest(LeaderboardLiveDocument, variables).key);
  const { person } = useSessionState();

  // A session's stream ends with the session. After signing in again, the person wants to go on watching.
  const resume = useEffectEvent(() => {
    if (status === 'ended') open();
  });
  useEffect(() => {
    resume();
  }, [person]);

  return {
    standings: data?.leaderboard,
    error,
    /** The answer is to an earlier request, for fewer or more places. */
    outdated: operation?.variables.first !== first,
    status,
    retry: () => {
      ask({ requestPolicy: 'network-only' });
      if (status === 'ended') open();
    },
  };
}
