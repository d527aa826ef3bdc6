import { useEffect, useState } from 'react';

import { nextTick } from './votingWindow';

/** The time, updated as often as a countdown to any of these moments needs. */
export function useNow(...moments: (string | null | undefined)[]): number {
  const [now, setNow] = useState(Date.now);
  const key = moments.filter(Boolean).join(' ');
  useEffect(() => {
    if (!key) return undefined;
    const wait = Math.min(...key.split(' ').map((moment) => nextTick(Date.parse(moment) - now)));
    const timer = setTimeout(() => {
      setNow(Date.now());
    }, wait);
    return () => {
      clearTimeout(timer);
    };
  }, [key, now]);
  return now;
}
