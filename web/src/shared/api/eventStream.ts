import type { ExecutionResult } from '@urql/core';

import { readEvents } from './serverSentEvents';
import type { OpenStream, StreamEvent } from './stream';

export interface StreamOptions {
  url: string;
  headers: Record<string, string>;
  fetch?: typeof fetch;
  /** How long to wait before the n-th attempt after a break, in milliseconds. */
  backOff?: (attempt: number) => number;
  /** How long a stream may be silent before it counts as broken, in milliseconds. The server sends a comment every 15 s. */
  silence?: number;
}

/** Doubles from a second to half a minute, spread so that many browsers do not come back at the same moment. */
const defaultBackOff = (attempt: number) => Math.min(30_000, 1000 * 2 ** attempt) * (0.5 + Math.random() / 2);

/**
 * Runs subscriptions as server-sent events, one request each ("distinct connections" of GraphQL over SSE). A stream that
 * breaks is opened again, after a while or as soon as the browser is back online, until the server completes it.
 */
export function eventStream({
  url,
  headers,
  fetch: send = fetch,
  backOff = defaultBackOff,
  silence = 40_000,
}: StreamOptions): OpenStream {
  return (request, listen) => {
    const closed = new AbortController();
    const open = (signal: AbortSignal) =>
      send(url, {
        method: 'POST',
        credentials: 'same-origin',
        // A document that is refused then gets an HTTP status, as on any other request.
        headers: {
          ...headers,
          Accept: 'text/event-stream, application/graphql-response+json',
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(request),
        signal,
      });
    const say = (event: StreamEvent) => {
      if (!closed.signal.aborted) listen(event);
    };
    void follow({ open, say, signal: closed.signal, backOff, silence });
    return () => {
      closed.abort();
    };
  };
}

interface Stream extends Required<Pick<StreamOptions, 'backOff' | 'silence'>> {
  open: (signal: AbortSignal) => Promise<Response>;
  say: (event: StreamEvent) => void;
  /** Aborted when nobody listens any more. */
  signal: AbortSignal;
}

async function follow({ open, say, signal, backOff, silence }: Stream) {
  say({ status: 'connecting' });
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const line = lifeline(signal, silence);
    try {
      const response = await open(line.signal);
      if (await isRefused(response, say)) return;
      if (response.ok && response.body) {
        say({ status: 'open' });
        for await (const { event, data } of readEvents(response.body, line.heard)) {
          attempt = -1; // the stream works: the next break starts over
          if (event === 'complete') {
            say({ status: 'ended' });
            return;
          }
          if (event === 'next') say({ result: JSON.parse(data) as ExecutionResult });
        }
      }
    } catch {
      // A broken connection, which is tried again; an abort ends the loop.
    } finally {
      line.end();
    }
    say({ status: 'broken' });
    await pause(backOff(Math.max(0, attempt)), signal);
  }
}

/** Cuts a connection off that is silent for too long, or when the device goes offline: the browser may not notice for minutes. */
function lifeline(signal: AbortSignal, silence: number) {
  const controller = new AbortController();
  const cut = () => {
    controller.abort();
  };
  let timer = setTimeout(cut, silence);
  window.addEventListener('offline', cut);
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(cut, silence);
    },
    end: () => {
      clearTimeout(timer);
      window.removeEventListener('offline', cut);
    },
  };
}

/** Passes on a refusal, which another attempt would not change. Overload and faults are worth another attempt. */
async function isRefused(response: Response, say: Stream['say']): Promise<boolean> {
  const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;
  if (isStream || response.status >= 500 || response.status === 429) return false;
  const refusal = (await response.json()) as ExecutionResult;
  say({ result: refusal });
  say({ status: 'ended' });
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
