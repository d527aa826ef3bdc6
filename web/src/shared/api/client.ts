import { Client, fetchExchange, subscriptionExchange } from '@urql/core';

import { persistently } from '../persistently';
import { startOver } from '../startOver';
import type { CacheRules } from './cache';
import { lazyExchange } from './lazyExchange';
import { acrossReleases } from './releases';
import type { SessionTies } from './session';
import { lazyStream, subscriptionsBy } from './stream';
import { streamStatuses } from './streamStatus';
import { trustedDocuments } from './trustedDocuments';

const url = '/graphql';
const timeoutMs = 20_000;
const replaced = 'Not sent: it is of somebody who is not signed in any more.';

/** The server takes requests with the session cookie only when they carry this header: a form on another site can't send it. */
const headers = { 'GraphQL-Preflight': '1' };

interface ApiClientOptions {
  session: SessionTies;
  /** What features add to the cache. */
  rules: () => Promise<CacheRules[]>;
}

/** Makes the one client of the app, with an empty cache. */
export function createApiClient({ session, rules }: ApiClientOptions): Client {
  const openStream = lazyStream(async () => {
    const { liveStream } = await persistently(() => import('./liveStream'));
    return liveStream({ url, headers, fetch: acrossReleases({ startOver }), whose: session.whose });
  });
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { credentials: 'same-origin', headers },
    // Asked before each time that a request is sent, which may be seconds after the operation began.
    fetch: acrossReleases({
      send: (input, init) => (session.isCurrent() ? fetchInTime(input, init) : Promise.reject(new Error(replaced))),
      startOver,
    }),
    exchanges: [
      lazyExchange(async () => {
        const [{ apiCache }, added] = await Promise.all([import('./cache'), rules()]);
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

function fetchInTime(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  return fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
}
