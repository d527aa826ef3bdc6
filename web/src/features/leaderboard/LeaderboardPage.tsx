import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useSearch } from '@tanstack/react-router';

import { Card } from '../../shared/ui/Card';
import { ErrorState } from '../../shared/ui/ErrorState';
import { PageHeading } from '../../shared/ui/PageHeading';
import { Loading, Skeleton } from '../../shared/ui/states';
import { LiveIndicator } from './LiveIndicator';
import { NoProjects } from './NoProjects';
import { StandingsBars } from './StandingsBars';
import { StandingsTable } from './StandingsTable';
import { ViewControls } from './ViewControls';
import { VotingTimes } from './VotingTimes';
import { type LeaderboardSearch, leaderboardSearch, sizes } from './search';
import type { Standings } from './standings';
import { useLeaderNews } from './useLeaderNews';
import { useStandings } from './useStandings';

/** Where the vote stands, as it happens. */
export default function LeaderboardPage() {
  const { t } = useLingui();
  const search = leaderboardSearch({ ...useSearch({ from: '/leaderboard' }) });
  const { standings, error, outdated, status, retry } = useStandings(search.first ?? sizes[0]);
  return (
    // As high as the screen at least, so that the end of the page stays below it, however many projects arrive.
    <div className="grid min-h-dvh content-start gap-6 py-8 sm:gap-8 sm:py-12">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <PageHeading>{t`Leaderboard`}</PageHeading>
        <LiveIndicator status={status} updatedAt={standings?.updatedAt} onReconnect={retry} />
      </div>
      {standings ? (
        <Board standings={standings} search={search} outdated={outdated} />
      ) : error ? (
        <ErrorState error={error} retry={retry} />
      ) : (
        <BoardSkeleton />
      )}
    </div>
  );
}

function Board({
  standings,
  search,
  outdated,
}: {
  standings: Standings;
  search: LeaderboardSearch;
  outdated: boolean;
}) {
  const { i18n } = useLingui();
  const { entries, totalVotes } = standings;
  const news = useLeaderNews(entries);
  return (
    <>
      <Card className="grid gap-5 sm:grid-cols-[auto_minmax(0,1fr)] sm:gap-8">
        <p className="grid content-center text-sm text-quiet">
          <b className="text-display font-extrabold text-ink">{i18n.number(totalVotes)}</b>{' '}
          <Plural value={totalVotes} one="vote cast" other="votes cast" />
        </p>
        <div className="border-line max-sm:border-t max-sm:pt-5 sm:border-s sm:ps-8">
          <VotingTimes standings={standings} />
        </div>
      </Card>
      <p role="status" className="sr-only">
        {news}
      </p>
      {entries.length === 0 ? (
        <NoProjects />
      ) : (
        <div aria-busy={outdated} className="grid gap-4">
          <h2 className="sr-only">
            <Trans>Standings</Trans>
          </h2>
          <ViewControls search={search} hasMore={entries.length >= sizes[0]} />
          {search.view === 'table' ? (
            <StandingsTable entries={entries} />
          ) : (
            <Card className="p-2! sm:p-4!">
              <StandingsBars entries={entries} />
            </Card>
          )}
        </div>
      )}
    </>
  );
}

function BoardSkeleton() {
  const { t } = useLingui();
  return (
    <Loading label={t`Loading the leaderboard`}>
      <div className="grid gap-6">
        <Skeleton className="h-32" />
        <Skeleton className="h-12 w-48" />
        <div className="grid gap-4">
          {Array.from({ length: 6 }, (_, i) => (
            <Skeleton key={i} className="h-20" />
          ))}
        </div>
      </div>
    </Loading>
  );
}
