import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { buttonClass } from '../../shared/ui/Button';
import { Card } from '../../shared/ui/Card';
import { ErrorState } from '../../shared/ui/ErrorState';
import { Loading } from '../../shared/ui/states';
import { LiveIndicator } from './LiveIndicator';
import { NoProjects } from './NoProjects';
import { PreviewFrame, PreviewRows } from './PreviewFrame';
import { StandingsBars } from './StandingsBars';
import { useStandings } from './useStandings';

/** The first five, live, for the front page. */
export default function LeaderboardPreview() {
  const { standings, error, status, retry } = useStandings(5);
  return (
    <section aria-labelledby="board">
      <PreviewFrame>
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <h2 id="board" className="text-title font-extrabold">
            <Trans>Where the vote stands</Trans>
          </h2>
          {standings && <LiveIndicator status={status} updatedAt={standings.updatedAt} onReconnect={retry} />}
        </div>
        {!standings && (error ? <ErrorState error={error} retry={retry} /> : <PreviewLoading />)}
        {standings?.entries.length === 0 && <NoProjects />}
        {standings && standings.entries.length > 0 && (
          <>
            <Card className="p-2! sm:p-4!">
              <StandingsBars entries={standings.entries} compact />
            </Card>
            <Link to="/leaderboard" className={buttonClass('secondary', 'justify-self-start')}>
              <Trans>See the whole leaderboard</Trans>
            </Link>
          </>
        )}
      </PreviewFrame>
    </section>
  );
}

function PreviewLoading() {
  const { t } = useLingui();
  return (
    <Loading label={t`Loading the leaderboard`}>
      <PreviewRows />
    </Loading>
  );
}
