import { type ComponentType, Suspense, lazy } from 'react';

import { LandingPage } from '../features/landing/LandingPage';
import { PreviewSkeleton } from '../features/leaderboard/PreviewFrame';
import { catalogs } from '../features/leaderboard/catalogs';
import { sharedCatalogs } from '../shared/catalogs';
import { loadCatalogs } from '../shared/i18n/i18n';

/** The board loads after the first screen. If it does not load, the page works without it. */
const Board = lazy(async (): Promise<{ default: ComponentType }> => {
  try {
    const [board] = await Promise.all([
      import('../features/leaderboard/LeaderboardPreview'),
      loadCatalogs(catalogs),
      loadCatalogs(sharedCatalogs),
    ]);
    return board;
  } catch {
    return { default: () => null };
  }
});

export default function LandingRoute() {
  const board = (
    <Suspense fallback={<PreviewSkeleton />}>
      <Board />
    </Suspense>
  );
  return <LandingPage board={board} />;
}
