import { eventStream } from './eventStream';
import { requests } from './requests';
import type { SessionTies } from './session';
import { sharedByTabs } from './sharedStream';
import type { OpenStream } from './stream';
import { whileVisible } from './visibleStream';

/** A stream has no end to wait for, so there is no limit of time. */
const send: typeof fetch = (input, init) => fetch(input, init);

/** The app's streams: one for all the visible tabs of a person's browser. */
export function liveStream(url: string, headers: Record<string, string>, session: SessionTies): OpenStream {
  const open = eventStream({ url, headers, fetch: requests(session, send) });
  return whileVisible(sharedByTabs(open, session));
}
