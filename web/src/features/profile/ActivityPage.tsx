import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useQuery } from 'urql';

import { Card } from '../../shared/ui/Card';
import { ErrorState } from '../../shared/ui/ErrorState';
import { LoadMore } from '../../shared/ui/LoadMore';
import { EmptyState } from '../../shared/ui/states';
import { ActivityRow } from './ActivityRow';
import { Answer } from './Answer';
import { ProfilePage } from './ProfilePage';
import { MyActivityDocument } from './gql/graphql';

export default function ActivityPage() {
  const { t } = useLingui();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching, stale }, refresh] = useQuery({
    query: MyActivityDocument,
    variables: { after },
    // Every visit begins with what is new; the pages after that are asked for as they come into view.
    requestPolicy: 'cache-and-network',
  });
  const activity = data?.viewer?.activity;
  const retry = () => {
    refresh({ requestPolicy: 'network-only' });
  };
  return (
    <ProfilePage title={t`Activity`} lead={t`What has happened on your account, the latest first. If something was not you, change your password and sign out everywhere.`}>
      <Answer data={activity} error={error} retry={retry} shape={['h-20', 'h-20', 'h-20', 'h-20']}>
        {({ edges, pageInfo }) => (
          <>
            {edges.length === 0 && !pageInfo.hasNextPage ? (
              <EmptyState title={t`Nothing has happened yet`}>
                <Trans>What you do shows here in a moment.</Trans>
              </EmptyState>
            ) : (
              <Card className="py-0! sm:py-0!">
                <ol className="grid divide-y divide-line" aria-label={t`Activity`}>
                  {edges.map(({ node }) => (
                    <ActivityRow key={node.id} event={node} />
                  ))}
                </ol>
              </Card>
            )}
            {error ? (
              <ErrorState error={error} retry={retry} />
            ) : (
              <LoadMore
                hasMore={pageInfo.hasNextPage}
                loading={fetching || stale}
                onMore={() => {
                  setAfter(pageInfo.endCursor);
                }}
              />
            )}
          </>
        )}
      </Answer>
    </ProfilePage>
  );
}
