import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from 'urql';

import { EmptyState } from '../../shared/ui/states';
import { Answer } from './Answer';
import { ProfilePage } from './ProfilePage';
import { SessionList } from './SessionList';
import { SignOutEverywhere } from './SignOutEverywhere';
import { MySessionsDocument } from './gql/graphql';

export default function SessionsPage() {
  const { t } = useLingui();
  // They begin and end on other devices, so the cached list is requested again.
  const [{ data, error }, refresh] = useQuery({ query: MySessionsDocument, requestPolicy: 'cache-and-network' });
  return (
    <ProfilePage
      title={t`Sessions`}
      lead={t`Where you are signed in. End the sessions that you don't recognise or no longer need.`}
    >
      <Answer
        data={data?.viewer?.sessions}
        error={error}
        retry={() => {
          refresh({ requestPolicy: 'network-only' });
        }}
        shape={['h-28', 'h-28']}
      >
        {(sessions) =>
          sessions.length === 0 ? (
            <EmptyState title={t`No session is listed yet`}>
              <Trans>A session that has just begun appears in a moment. Reload the page to see it.</Trans>
            </EmptyState>
          ) : (
            <SessionList sessions={sessions} />
          )
        }
      </Answer>
      <SignOutEverywhere />
    </ProfilePage>
  );
}
