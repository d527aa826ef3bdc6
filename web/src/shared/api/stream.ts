import type { ExecutionResult, SubscriptionForwarder } from '@urql/core';

/** What a stream is asked by: the body of its request. */
export type StreamRequest = Parameters<SubscriptionForwarder>[0];

/** Where a stream stands: `broken` while it is tried again, `ended` once the server has refused or completed it. */
export type StreamStatus = 'connecting' | 'open' | 'broken' | 'ended';

/** What happens on a stream: it stands somewhere else, or there is a result. After `ended` there is nothing more. */
export type StreamEvent = { status: StreamStatus } | { result: ExecutionResult };

/** Opens the stream of a request, and returns what closes it. A closed stream says nothing more. */
export type OpenStream = (request: StreamRequest, listen: (event: StreamEvent) => void) => () => void;

/** Gives urql its subscriptions. `onStatus` learns where the stream of an operation stands. */
export function subscriptionsBy(
  open: OpenStream,
  onStatus: (operationKey: number, status: StreamStatus) => void,
): SubscriptionForwarder {
  return (request, { key }) => ({
    subscribe: (sink) => ({
      unsubscribe: open(request, (event) => {
        if ('result' in event) {
          sink.next(event.result);
          return;
        }
        onStatus(key, event.status);
        if (event.status === 'ended') sink.complete();
      }),
    }),
  });
}

/** Streams whose code loads with the first of them. One that can't load it ends, and can be asked for again. */
export function lazyStream(load: () => Promise<OpenStream>): OpenStream {
  return (request, listen) => {
    let close: (() => void) | null = null;
    let closed = false;
    listen({ status: 'connecting' });
    void load()
      .catch((): OpenStream => endedStream)
      .then((open) => {
        if (!closed) close = open(request, listen);
      });
    return () => {
      closed = true;
      close?.();
    };
  };
}

const endedStream: OpenStream = (_, listen) => {
  listen({ status: 'ended' });
  return () => undefined;
};
