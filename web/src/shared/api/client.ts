import { Client, type Exchange, fetchExchange, subscriptionExchange } from '@urql/core';

import type { CacheRules } from './cache';
import { eventStream } from './eventStream';
import { lazyExchange } from './lazyExchange';
import { streamStatuses } from './streamStatus';
import { trustedDocuments } from './trustedDocuments';

const url = '/graphql';
const timeoutMs = 20_000;

/** The server takes requests with the session cookie only when they carry this header: a form on another site can't send it. */
const headers = { 'GraphQL-Preflight': '1' };

/** Makes the one client of the app, with an empty cache. `rules` are what features add to it, and `session` is the exchange that watches for ended sessions. */
export function createApiClient(session: Exchange, rules: () => Promise<CacheRules[]>): Client {
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { credentials: 'same-origin', headers },
    fetch: fetchInTime,
    exchanges: [
      lazyExchange(async () => {
        const [{ apiCache }, added] = await Promise.all([import('./cache'), rules()]);
        return apiCache(added);
      }),
      session,
      // Behind the cache, which makes operations of its own without the extensions of those it was given. The development
      // server's documents change faster than the manifest of a build.
      ...(import.meta.env.PROD ? [trustedDocuments] : []),
      subscriptionExchange({ forwardSubscription: eventStream({ url, headers, onStatus: streamStatuses.set }) }),
      fetchExchange,
    ],
  });
}

function fetchInTime(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  return fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
}
