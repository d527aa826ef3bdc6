import type { ExecutionResult, SubscriptionForwarder } from '@urql/core';

import { readEvents } from './serverSentEvents';

interface StreamOptions {
  url: string;
  headers: Record<string, string>;
  fetch?: typeof fetch;
  /** How long to wait before the n-th attempt after a break, in milliseconds. */
  backOff?: (attempt: number) => number;
}

/** Doubles from a second to half a minute, spread so that many browsers do not come back at the same moment. */
const defaultBackOff = (attempt: number) => Math.min(30_000, 1000 * 2 ** attempt) * (0.5 + Math.random() / 2);

type Sink = Parameters<ReturnType<SubscriptionForwarder>['subscribe']>[0];

/**
 * Runs subscriptions as server-sent events, one request each ("distinct connections" of GraphQL over SSE). A stream that
 * breaks is opened again, after a while or as soon as the browser is back online, until the server completes it.
 */
export function eventStream({ url, headers, fetch: send = fetch, backOff = defaultBackOff }: StreamOptions): SubscriptionForwarder {
  return (request) => ({
    subscribe(sink) {
      const controller = new AbortController();
      const { signal } = controller;
      const open = () =>
        send(url, {
          method: 'POST',
          credentials: 'same-origin',
          headers: { ...headers, Accept: 'text/event-stream', 'Content-Type': 'application/json' },
          body: JSON.stringify(request),
          signal,
        });
      void follow(open, sink, signal, backOff);
      return {
        unsubscribe: () => {
          controller.abort();
        },
      };
    },
  });
}

async function follow(open: () => Promise<Response>, sink: Sink, signal: AbortSignal, backOff: (attempt: number) => number) {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      const response = await open();
      if (await isRefused(response, sink)) return;
      if (response.ok && response.body) {
        for await (const { event, data } of readEvents(response.body)) {
          attempt = -1; // the stream works: the next break starts over
          if (event === 'complete') {
            sink.complete();
            return;
          }
          if (event === 'next') sink.next(JSON.parse(data) as ExecutionResult);
        }
      }
    } catch {
      // A broken connection, which is tried again; an abort ends the loop.
    }
    await pause(backOff(Math.max(0, attempt)), signal);
  }
}

/** Passes a refusal on, which no repetition would change. Overload and faults are worth another try. */
async function isRefused(response: Response, sink: Sink): Promise<boolean> {
  const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;
  if (isStream || response.status >= 500 || response.status === 429) return false;
  sink.next((await response.json()) as ExecutionResult);
  sink.complete();
  return true;
}

/** Waits, but no longer than until the browser says that it is online again. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
