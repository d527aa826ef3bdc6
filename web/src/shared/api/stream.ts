import type { ExecutionResult, SubscriptionForwarder } from '@urql/core';

/** The request of a stream: its body. */
export type StreamRequest = Parameters<SubscriptionForwarder>[0];

/** The status of a stream: `broken` while it is retried, `ended` once the server has refused or completed it. */
export type StreamStatus = 'connecting' | 'open' | 'broken' | 'ended';

/** An event of a stream: a new status, or a result. Nothing follows `ended`. */
export type StreamEvent = { status: StreamStatus } | { result: ExecutionResult };

/** Opens the stream of a request, and returns a function that closes it. A closed stream emits nothing more. */
export type OpenStream = (request: StreamRequest, listen: (event: StreamEvent) => void) => () => void;

/** Gives urql its subscriptions. `onStatus` gets the status of an operation's stream. */
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

/**
 * Streams whose code loads with the first of them. If the code can't be loaded, the stream ends, and can be requested
 * again.
 */
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
