import { isUnknownDocument } from './codes';

interface Options {
  send?: typeof fetch;
  /**
   * Loads the app of the server's release, which ends this page; false if that has just been done and would not help.
   */
  startOver: () => boolean;
  /** How long to wait before each time that a request is sent again, in milliseconds. */
  waits?: number[];
}

/** About six seconds: while a release is rolled out, some of the instances asked meanwhile are likely to be of the page's own. */
const defaultWaits = [100, 200, 400, 800, 1600, 3200];

/**
 * Makes requests survive releases. A server of another release than the page's may not know a document of the page. It
 * has then done nothing, so the request is sent again, for an instance of the page's release to answer; if none does,
 * the app is reloaded.
 */
export function acrossReleases({
  send = (input, init) => fetch(input, init),
  startOver,
  waits = defaultWaits,
}: Options): typeof fetch {
  return async (input, init) => {
    for (const wait of waits) {
      const response = await send(input, init);
      if (!(await isOfAnotherRelease(response))) return response;
      await pause(wait * (0.5 + Math.random()), init?.signal);
    }
    const response = await send(input, init);
    if (!(await isOfAnotherRelease(response)) || !startOver()) return response;
    return new Promise(() => undefined); // the page is about to be reloaded
  };
}

async function isOfAnotherRelease(response: Response): Promise<boolean> {
  if (response.status < 400 || response.status >= 500) return false;
  const refusal = (await response
    .clone()
    .json()
    .catch(() => null)) as { errors?: { extensions?: { code?: unknown } }[] } | null;
  return isUnknownDocument(refusal?.errors?.[0]?.extensions?.code);
}

function pause(milliseconds: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(end, signal?.aborted ? 0 : milliseconds);
    signal?.addEventListener('abort', end);
  });
}
