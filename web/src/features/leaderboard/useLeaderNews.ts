import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';

import type { Entry } from './standings';

const apartMs = 10_000;

/**
 * News of the first place for screen readers: empty until the leader changes, and updated at most every ten seconds,
 * however fast votes come in.
 */
export function useLeaderNews(entries: readonly Entry[]): string {
  const leaders = entries.filter(({ rank, points }) => rank === 1 && points > 0);
  const key = leaders
    .map(({ project }) => project.id)
    .sort()
    .join();
  const text = useLeaderText(leaders);
  const [announced, setAnnounced] = useState({ key, text: '' });
  const announcedAt = useRef(0);
  useEffect(() => {
    if (key === announced.key) return undefined;
    const timer = setTimeout(
      () => {
        announcedAt.current = Date.now();
        setAnnounced({ key, text });
      },
      Math.max(0, announcedAt.current + apartMs - Date.now()),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [key, text, announced.key]);
  return announced.text;
}

function useLeaderText(leaders: readonly Entry[]): string {
  const { t, i18n } = useLingui();
  const points = leaders[0]?.points ?? 0;
  const worth = plural(points, { one: '# point', other: '# points' });
  const count = leaders.length;
  if (count === 0) return '';
  if (count > 3) return t`${count} projects share the lead with ${worth}.`;
  const titles = new Intl.ListFormat(i18n.locale).format(leaders.map(({ project }) => project.title));
  return count === 1 ? t`Leader: ${titles} with ${worth}.` : t`${titles} share the lead with ${worth}.`;
}
