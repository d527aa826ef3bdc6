import type { ExecutionResult } from '@urql/core';
import { expect, test, vi } from 'vitest';

import { eventStream } from './eventStream';

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

/** Subscribes through answers in turn, until the stream completes. */
async function collect(...answers: (() => Response)[]) {
  const waiting = [...answers];
  const send = vi.fn<typeof fetch>(async () => {
    await Promise.resolve();
    const answer = waiting.shift();
    if (!answer) throw new TypeError('no answer');
    return answer();
  });
  const results: ExecutionResult[] = [];
  await new Promise<void>((resolve) => {
    const forward = eventStream({ url: '/graphql', headers: { 'GraphQL-Preflight': '1' }, fetch: send, backOff: () => 1 });
    forward({ query: 'subscription { x }' } as never, {} as never).subscribe({
      next: (result) => results.push(result),
      error: resolve,
      complete: resolve,
    });
  });
  return { results, send };
}

test('results arrive however the stream is cut, comments left out', async () => {
  const { results, send } = await collect(() =>
    stream(':\n\nevent: ne', 'xt\ndata: {"data":{"x":1}}\n', '\nevent: next\r\ndata: {"data":{"x":2}}\r\n\r\n', 'event: complete\ndata:\n\n'),
  );
  expect(results).toEqual([{ data: { x: 1 } }, { data: { x: 2 } }]);
  const [, init] = send.mock.calls[0] ?? [];
  expect(init?.headers).toMatchObject({ Accept: 'text/event-stream', 'GraphQL-Preflight': '1' });
});

test('a stream that breaks is opened again until the server completes it', async () => {
  const { results, send } = await collect(
    () => stream('event: next\ndata: {"data":{"x":1}}\n\n'),
    () => new Response('', { status: 503 }),
    () => {
      throw new TypeError('network');
    },
    () => stream('event: next\ndata: {"data":{"x":2}}\n\nevent: complete\ndata:\n\n'),
  );
  expect(results).toEqual([{ data: { x: 1 } }, { data: { x: 2 } }]);
  expect(send).toHaveBeenCalledTimes(4);
});

test('a refusal is passed on, and not repeated', async () => {
  const refusal = { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };
  const { results, send } = await collect(() => Response.json(refusal));
  expect(results).toEqual([refusal]);
  expect(send).toHaveBeenCalledTimes(1);
});
