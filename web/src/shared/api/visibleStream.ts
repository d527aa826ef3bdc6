import type { OpenStream, StreamEvent } from './stream';

/**
 * Keeps streams open only while somebody can see the page: a browser has six connections to a server by HTTP/1.1, and tabs
 * that nobody looks at would take them from the one in front. A tab that comes back gets the present state at once, since
 * that is what a stream begins with.
 */
export function whileVisible(open: OpenStream): OpenStream {
  return (request, listen) => {
    let close: (() => void) | null = null;
    const hear = (event: StreamEvent) => {
      listen(event);
      if ('status' in event && event.status === 'ended') unwatch();
    };
    const unwatch = watchVisibility((visible) => {
      if (visible) {
        close ??= open(request, hear);
      } else {
        close?.();
        close = null;
        listen({ status: 'connecting' }); // up to date when somebody looks again
      }
    });
    return () => {
      unwatch();
      close?.();
    };
  };
}

const awake = ['pageshow', 'resume'];
const asleep = ['pagehide', 'freeze'];

/**
 * Calls `onChange` now, and whenever the page is shown or hidden. A page that is left for another, and may come back from
 * the browser's memory, is hidden too, and so is one that the browser freezes.
 */
function watchVisibility(onChange: (visible: boolean) => void): () => void {
  let isAsleep = false;
  const watch = new AbortController();
  const change = ({ type }: Event) => {
    if (awake.includes(type)) isAsleep = false;
    if (asleep.includes(type)) isAsleep = true;
    onChange(!isAsleep && document.visibilityState === 'visible');
  };
  // In the capturing phase, in which the window also gets the document's events.
  for (const type of ['visibilitychange', ...awake, ...asleep])
    window.addEventListener(type, change, { capture: true, signal: watch.signal });
  onChange(document.visibilityState === 'visible');
  return () => {
    watch.abort();
  };
}
