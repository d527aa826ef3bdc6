import { Trans, useLingui } from '@lingui/react/macro';

import type { Standings } from './standings';
import { useNow } from './useNow';
import { votingInWords, votingWindow } from './votingWindow';

/** Says whether voting is open, for how much longer, and until exactly when. */
export function VotingTimes({ standings: { opensAt, closesAt } }: { standings: Standings }) {
  const { i18n } = useLingui();
  const now = useNow(opensAt, closesAt);
  const voting = votingWindow(opensAt, closesAt, now);
  return (
    <div className="grid h-full content-center gap-1">
      <p className="text-heading font-bold">{votingInWords(voting, now, i18n.locale)}</p>
      <p className="text-sm text-quiet">
        {voting.at ? (
          <time dateTime={voting.at}>{i18n.date(voting.at, { dateStyle: 'full', timeStyle: 'short' })}</time>
        ) : (
          <Trans>It has no closing date.</Trans>
        )}
      </p>
    </div>
  );
}
