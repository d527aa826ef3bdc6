import { type StreamOptions, eventStream } from './eventStream';
import { type Sharing, sharedByTabs } from './sharedStream';
import type { OpenStream } from './stream';
import { whileVisible } from './visibleStream';

/** The app's streams: one for all the tabs of a person's browser that can be seen. */
export function liveStream(options: StreamOptions & Sharing): OpenStream {
  return whileVisible(sharedByTabs(eventStream(options), options));
}
