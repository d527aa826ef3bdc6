// @vitest-environment jsdom
import type { ExecutionResult } from '@urql/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { eventually } from '../../test/eventually';
import { sharedByTabs } from './sharedStream';
import type { StreamEvent, StreamRequest, StreamStatus } from './stream';

const request = { query: 'subscription { x }' } as StreamRequest;

/** The streams that are open at the server, and what is said on them. */
class FakeServer {
  readonly #listeners = new Set<(event: StreamEvent) => void>();
  opened = 0;
  refusing = false;

  readonly open = (_: StreamRequest, listen: (event: StreamEvent) => void) => {
    this.opened += 1;
    this.#listeners.add(listen);
    listen({ status: 'connecting' });
    if (this.refusing)
      queueMicrotask(() => {
        listen({ status: 'ended' });
      });
    return () => {
      this.#listeners.delete(listen);
    };
  };

  get streams(): number {
    return this.#listeners.size;
  }

  say(...events: StreamEvent[]): void {
    for (const event of events) for (const listen of [...this.#listeners]) listen(event);
  }
}

interface Lock {
  /** Breaks the promise of the lock's holder. */
  steal: ((reason: DOMException) => void) | null;
  queue: (() => void)[];
}

/** The browser's locks as far as streams need them, which node 20 does not have: a holder, a queue, and theft. */
class FakeLocks {
  readonly #locks = new Map<string, Lock>();

  request(name: string, { signal, steal = false }: LockOptions, callback: () => Promise<void>): Promise<void> {
    const lock = this.#locks.get(name) ?? { steal: null, queue: [] };
    this.#locks.set(name, lock);
    return new Promise((resolve, reject) => {
      const grant = () => {
        lock.steal = reject;
        void callback().then(() => {
          resolve();
          if (lock.steal !== reject) return;
          lock.steal = null;
          lock.queue.shift()?.();
        });
      };
      if (steal) lock.steal?.(new DOMException('stolen', 'AbortError'));
      if (steal || !lock.steal) {
        grant();
        return;
      }
      lock.queue.push(grant);
      signal?.addEventListener('abort', () => {
        const at = lock.queue.indexOf(grant);
        if (at < 0) return;
        lock.queue.splice(at, 1);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  }
}

const leaving: (() => void)[] = [];

interface Watching {
  whose?: string | null;
  silence?: number;
}

/** A tab that looks on. */
function tab(server: FakeServer, { whose = 'ada', silence = 60_000 }: Watching = {}) {
  const statuses: StreamStatus[] = [];
  const results: ExecutionResult[] = [];
  const leave = sharedByTabs(server.open, { whose: () => Promise.resolve(whose), silence })(request, (event) => {
    if ('result' in event) results.push(event.result);
    else statuses.push(event.status);
  });
  leaving.push(leave);
  return { statuses, results, leave };
}

type Tab = ReturnType<typeof tab>;

const streams = (server: FakeServer, count: number) =>
  eventually(() => {
    expect(server.streams).toBe(count);
  });

const result = (x: number): StreamEvent => ({ result: { data: { x } } as unknown as ExecutionResult });

function useLocks(locks: unknown) {
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
}

beforeEach(() => {
  useLocks(new FakeLocks());
});

afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
  vi.unstubAllGlobals();
});

/** Several tabs, of which the first has the stream. */
async function tabs(server: FakeServer, count: number, watching?: Watching) {
  const opened = Array.from({ length: count }, () => tab(server, watching));
  await streams(server, 1);
  server.say({ status: 'open' }, result(1));
  for (const { results } of opened)
    await eventually(() => {
      expect(results).toHaveLength(1);
    });
  return opened as [Tab, Tab, ...Tab[]];
}

test('eight tabs share one stream, and one that opens late gets its status and the latest result', async () => {
  const server = new FakeServer();
  const opened = await tabs(server, 7);
  server.say(result(2));
  const late = tab(server);
  for (const { results } of opened)
    await eventually(() => {
      expect(results).toEqual([{ data: { x: 1 } }, { data: { x: 2 } }]);
    });
  await eventually(() => {
    expect(late.results).toEqual([{ data: { x: 2 } }]);
  });
  expect(late.statuses.at(-1)).toBe('open');
  server.say({ status: 'broken' });
  for (const { statuses } of [...opened, late])
    await eventually(() => {
      expect(statuses.at(-1)).toBe('broken');
    });
  expect(server.streams).toBe(1);
});

test('a tab that opens while a result arrives still learns the status of the stream', async () => {
  const server = new FakeServer();
  await tabs(server, 1);
  const late = tab(server);
  for (let turns = 0; turns < 3; turns += 1) await Promise.resolve(); // it listens now, and has asked
  server.say(result(2));
  await eventually(() => {
    expect(late.statuses.at(-1)).toBe('open');
  });
  expect(late.results.at(-1)).toEqual({ data: { x: 2 } });
});

test('a tab that asks while a result is on its way is given it once', async () => {
  const server = new FakeServer();
  await tabs(server, 1);
  const late = tab(server);
  for (let turns = 0; turns < 3; turns += 1) await Promise.resolve(); // it listens now, and has asked
  server.say(result(2));
  server.say(result(3));
  await eventually(() => {
    expect(late.results.at(-1)).toEqual({ data: { x: 3 } });
  });
  tab(server); // whose question is answered in every tab
  server.say(result(4));
  await eventually(() => {
    expect(late.results.at(-1)).toEqual({ data: { x: 4 } });
  });
  expect(late.results).toEqual([2, 3, 4].map((x) => ({ data: { x } })));
});

test('another tab takes over when the one with the stream closes', async () => {
  const server = new FakeServer();
  const [first, ...others] = await tabs(server, 3);
  first.leave();
  await eventually(() => {
    expect(server.opened).toBe(2);
  });
  expect(server.streams).toBe(1);
  server.say(result(2));
  for (const { results } of others)
    await eventually(() => {
      expect(results).toHaveLength(2);
    });
  expect(first.results).toHaveLength(1);
  for (const { leave } of others) leave();
  expect(server.streams).toBe(0);
});

test('a stream that ends is over in every tab, and can be asked for again', async () => {
  const server = new FakeServer();
  const opened = await tabs(server, 3);
  server.refusing = true;
  server.say({ status: 'ended' });
  for (const { statuses } of opened)
    await eventually(() => {
      expect(statuses.at(-1)).toBe('ended');
    });
  await streams(server, 0);
  server.refusing = false;
  await tabs(server, 2);
});

test("what is one person's stays with that person", async () => {
  const server = new FakeServer();
  const ada = tab(server, { whose: 'ada' });
  await streams(server, 1);
  server.say(result(1));
  const others = [tab(server, { whose: 'ben' }), tab(server, { whose: 'signedOut' })];
  await streams(server, 3);
  expect(ada.results).toHaveLength(1);
  for (const { results } of others) expect(results).toEqual([]);
});

test('a tab that no longer responds loses the stream to another, and then listens', async () => {
  const server = new FakeServer();
  const [first, second] = await tabs(server, 2, { silence: 60_000 });
  // The one that is impatient stands for one that hears nothing: the first says that it lives every 20 seconds.
  const impatient = tab(server, { silence: 50 });
  await eventually(() => {
    expect(server.opened).toBe(2);
  });
  await streams(server, 1);
  server.say(result(2));
  for (const { results } of [first, second, impatient])
    await eventually(() => {
      expect(results.at(-1)).toEqual({ data: { x: 2 } });
    });
});

test.each([
  ['nobody knows whose the streams are', { whose: null }, undefined],
  [
    'there are no locks',
    {},
    () => {
      useLocks(undefined);
    },
  ],
  [
    'the browser refuses locks',
    {},
    () => {
      useLocks({ request: () => Promise.reject(new DOMException('denied', 'SecurityError')) });
    },
  ],
  [
    'the browser refuses channels',
    {},
    () => {
      vi.stubGlobal(
        'BroadcastChannel',
        vi.fn(function () {
          throw new DOMException('denied', 'SecurityError');
        }),
      );
    },
  ],
] as [string, Watching, (() => void) | undefined][])(
  'each tab has a stream of its own where %s',
  async (_, watching, prepare) => {
    prepare?.();
    const server = new FakeServer();
    const [first, second] = [tab(server, watching), tab(server, watching)];
    await streams(server, 2);
    server.say(result(1));
    expect([first.results, second.results]).toEqual([[{ data: { x: 1 } }], [{ data: { x: 1 } }]]);
    first.leave();
    await streams(server, 1);
  },
);
