import { Trans } from '@lingui/react/macro';
import { useEffect, useEffectEvent, useRef } from 'react';

import { Button } from './Button';

interface Props {
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

/** The end of a list that goes on: it asks for more as it scrolls into view, and by its button. */
export function LoadMore({ hasMore, loading, onMore }: Props) {
  const end = useRef<HTMLDivElement>(null);
  const seen = useEffectEvent(onMore);
  useEffect(() => {
    const element = end.current;
    // Observed again after each page: one that does not fill the screen leaves the end in view.
    if (!element || !hasMore || loading || !('IntersectionObserver' in window)) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) seen();
      },
      { rootMargin: '400px' },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [hasMore, loading]);
  if (!hasMore) return null;
  return (
    <div ref={end} className="grid justify-items-center py-6">
      <Button kind="secondary" busy={loading} onClick={onMore}>
        <Trans>Show more</Trans>
      </Button>
    </div>
  );
}
