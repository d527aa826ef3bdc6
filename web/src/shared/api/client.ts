import { Client, fetchExchange, subscriptionExchange } from '@urql/core';

import { persistently } from '../persistently';
import type { CacheRules } from './cache';
import { lazyExchange } from './lazyExchange';
import type { SessionTies } from './session';
import { lazyStream, subscriptionsBy } from './stream';
import { streamStatuses } from './streamStatus';
import { trustedDocuments } from './trustedDocuments';

const url = '/graphql';

/** The server takes requests with the session cookie only when they carry this header: a form on another site can't send it. */
const headers = { 'GraphQL-Preflight': '1' };

/** Loads with the cache, since nothing is sent before the cache is there. */
const loadRequests = () => persistently(() => import('./requests'));

interface ApiClientOptions {
  session: SessionTies;
  /** What features add to the cache. */
  rules: () => Promise<CacheRules[]>;
}

/** Makes the one client of the app, with an empty cache. */
export function createApiClient({ session, rules }: ApiClientOptions): Client {
  const openStream = lazyStream(async () => {
    const { liveStream } = await persistently(() => import('./liveStream'));
    return liveStream(url, headers, session);
  });
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { credentials: 'same-origin', headers },
    fetch: async (input, init) => (await loadRequests()).requests(session)(input, init),
    exchanges: [
      lazyExchange(async () => {
        const [{ apiCache }, added] = await Promise.all([import('./cache'), rules(), loadRequests()]);
        return apiCache(added);
      }),
      session.exchange,
      // Behind the cache, which makes operations of its own without the extensions of those it was given. The development
      // server's documents change faster than the manifest of a build.
      ...(import.meta.env.PROD ? [trustedDocuments] : []),
      subscriptionExchange({ forwardSubscription: subscriptionsBy(openStream, streamStatuses.set) }),
      fetchExchange,
    ],
  });
}
