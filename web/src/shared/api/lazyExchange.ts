import type { Exchange, Operation } from '@urql/core';
import { filter, fromPromise, makeSubject, merge, mergeMap, pipe, tap } from 'wonka';

import { persistently } from '../persistently';

const passOn: Exchange = ({ forward }) => forward;

/**
 * An exchange that loads while the first screen is shown; operations that are sent before it has loaded wait for it. If
 * it does not load, the client works without it.
 */
export function lazyExchange(load: () => Promise<Exchange>): Exchange {
  const loading = persistently(load).catch(() => passOn);
  return (input) => (operations$) => {
    const subject = makeSubject<Operation>();
    let waiting: Operation[] | null = [];
    const taken$ = pipe(
      operations$,
      tap((operation) => {
        if (waiting) waiting.push(operation);
        else subject.next(operation);
      }),
      filter((operation): operation is never => !operation),
    );
    const release = () => {
      const early = waiting ?? [];
      waiting = null;
      for (const operation of early) subject.next(operation);
    };
    const results$ = pipe(
      fromPromise(loading),
      mergeMap((exchange) => {
        queueMicrotask(release); // once the exchange listens
        return exchange(input)(subject.source);
      }),
    );
    return merge([taken$, results$]);
  };
}
