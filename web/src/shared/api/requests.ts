import { startOver } from '../startOver';
import { acrossReleases } from './releases';
import type { SessionTies } from './session';

const timeoutMs = 20_000;

/**
 * How a client sends its requests: with a time limit, across releases, and only while it is the client of the person
 * signed in.
 */
export function requests(
  { isCurrent }: Pick<SessionTies, 'isCurrent'>,
  send: typeof fetch = fetchInTime,
): typeof fetch {
  return acrossReleases({
    // Asked before each time that a request is sent, which may be seconds after the operation began.
    send: (input, init) =>
      isCurrent() ? send(input, init) : Promise.reject(new Error('Not sent: the session is over.')),
    startOver: () => startOver('request'),
  });
}

function fetchInTime(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  return fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
}
