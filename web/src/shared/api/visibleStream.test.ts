// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';

import type { StreamEvent, StreamRequest, StreamStatus } from './stream';
import { whileVisible } from './visibleStream';

let visibility: DocumentVisibilityState = 'visible';
Object.defineProperty(document, 'visibilityState', { get: () => visibility });

function turn(state: DocumentVisibilityState) {
  visibility = state;
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

/** A page with a stream; how many there are of it, and what was said. */
function watching() {
  const statuses: StreamStatus[] = [];
  const streams = new Set<(event: StreamEvent) => void>();
  const leave = whileVisible((_, listen) => {
    streams.add(listen);
    listen({ status: 'open' });
    return () => streams.delete(listen);
  })({ query: 'subscription { x }' } as StreamRequest, (event) => {
    if ('status' in event) statuses.push(event.status);
  });
  leaving.push(leave);
  return { statuses, streams, leave };
}

const leaving: (() => void)[] = [];

afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
  visibility = 'visible';
});

test('a page has its stream while it can be seen', () => {
  const { streams, statuses } = watching();
  turn('visible');
  expect(streams.size).toBe(1);
  turn('hidden');
  expect(streams.size).toBe(0);
  turn('visible');
  expect(streams.size).toBe(1);
  expect(statuses).toEqual(['open', 'connecting', 'open']);
});

test('a page that opens behind another has no stream until it is looked at', () => {
  visibility = 'hidden';
  const { streams, statuses, leave } = watching();
  expect(streams.size).toBe(0);
  expect(statuses).toEqual(['connecting']);
  turn('visible');
  expect(streams.size).toBe(1);
  leave();
  expect(streams.size).toBe(0);
  turn('visible');
  expect(streams.size).toBe(0);
});

test.each([
  [window, 'pagehide', 'pageshow'],
  [document, 'freeze', 'resume'],
])('a page that sleeps has no stream (%s, %s)', (target, sleep, wake) => {
  const { streams } = watching();
  target.dispatchEvent(new Event(sleep));
  expect(streams.size).toBe(0);
  target.dispatchEvent(new Event(wake));
  expect(streams.size).toBe(1);
});

test('a stream that has ended is not opened by looking again', () => {
  const { streams } = watching();
  for (const listen of streams) listen({ status: 'ended' });
  turn('hidden');
  turn('visible');
  expect(streams.size).toBe(1);
});
