// @vitest-environment jsdom
import type { ExecutionResult } from '@urql/core';
import { expect, test, vi } from 'vitest';

import { eventStream } from './eventStream';
import type { StreamRequest, StreamStatus } from './stream';

const streamHeaders = { 'Content-Type': 'text/event-stream' };

function stream(...chunks: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  return new Response(body, { headers: streamHeaders });
}

/** The signal of the latest request. */
let cutOff: AbortSignal | null = null;

/** A stream that says nothing more, until its request is aborted. */
function silentStream(): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      cutOff?.addEventListener('abort', () => {
        controller.error(new DOMException('cut off', 'AbortError'));
      });
    },
  });
  return new Response(body, { headers: streamHeaders });
}

/** Subscribes through answers in turn, until the stream completes. */
async function collect(...answers: (() => Response)[]) {
  return collectWithin(10_000, ...answers);
}

async function collectWithin(silence: number, ...answers: (() => Response)[]) {
  const waiting = [...answers];
  const send = vi.fn<typeof fetch>(async (_, init) => {
    await Promise.resolve();
    const answer = waiting.shift();
    cutOff = init?.signal ?? null;
    if (!answer) throw new TypeError('no answer');
    return answer();
  });
  const results: ExecutionResult[] = [];
  const statuses: StreamStatus[] = [];
  await new Promise<void>((resolve) => {
    const open = eventStream({
      url: '/graphql',
      headers: { 'GraphQL-Preflight': '1' },
      fetch: send,
      backOff: () => 1,
      silence,
    });
    open({ query: 'subscription { x }' } as StreamRequest, (event) => {
      if ('result' in event) results.push(event.result);
      else statuses.push(event.status);
      if ('status' in event && event.status === 'ended') resolve();
    });
  });
  return { results, send, statuses };
}

test('results arrive however the stream is cut, comments left out', async () => {
  const { results, send } = await collect(() =>
    stream(
      ':\n\nevent: ne',
      'xt\ndata: {"data":{"x":1}}\n',
      '\nevent: next\r\ndata: {"data":{"x":2}}\r\n\r\n',
      'event: complete\ndata:\n\n',
    ),
  );
  expect(results).toEqual([{ data: { x: 1 } }, { data: { x: 2 } }]);
  const [, init] = send.mock.calls[0] ?? [];
  expect(init?.headers).toMatchObject({
    Accept: 'text/event-stream, application/graphql-response+json',
    'GraphQL-Preflight': '1',
  });
});

test('a stream that breaks is opened again until the server completes it', async () => {
  const { results, send, statuses } = await collect(
    () => stream('event: next\ndata: {"data":{"x":1}}\n\n'),
    () => new Response('', { status: 503 }),
    () => {
      throw new TypeError('network');
    },
    () => stream('event: next\ndata: {"data":{"x":2}}\n\nevent: complete\ndata:\n\n'),
  );
  expect(results).toEqual([{ data: { x: 1 } }, { data: { x: 2 } }]);
  expect(send).toHaveBeenCalledTimes(4);
  expect(statuses).toEqual(['connecting', 'open', 'broken', 'broken', 'broken', 'open', 'ended']);
});

test('a refusal is passed on, and not repeated', async () => {
  const refusal = { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };
  const { results, send, statuses } = await collect(() => Response.json(refusal));
  expect(results).toEqual([refusal]);
  expect(send).toHaveBeenCalledTimes(1);
  expect(statuses).toEqual(['connecting', 'ended']);
});

const complete = () => stream('event: complete\ndata:\n\n');

test('a stream that is silent for too long is opened again', async () => {
  const { statuses } = await collectWithin(20, silentStream, complete);
  expect(statuses).toEqual(['connecting', 'open', 'broken', 'open', 'ended']);
});

test('a stream is broken as soon as the device is offline', async () => {
  const offline = () => {
    queueMicrotask(() => window.dispatchEvent(new Event('offline')));
    return silentStream();
  };
  const { statuses } = await collect(offline, complete);
  expect(statuses).toEqual(['connecting', 'open', 'broken', 'open', 'ended']);
});
