import { Trans, useLingui } from '@lingui/react/macro';

import { usePages } from '../../shared/api/usePages';
import { Card } from '../../shared/ui/Card';
import { PagedList } from '../../shared/ui/PagedList';
import { EmptyState } from '../../shared/ui/states';
import { ActivityRow } from './ActivityRow';
import { ProfilePage } from './ProfilePage';
import { MyActivityDocument } from './gql/graphql';

export default function ActivityPage() {
  const { t } = useLingui();
  const pages = usePages(MyActivityDocument, {}, (data) => data.viewer?.activity);
  return (
    <ProfilePage
      title={t`Activity`}
      lead={t`What has happened on your account, the latest first. If something was not you, change your password and sign out everywhere.`}
    >
      <PagedList pages={pages} loadingLabel={t`Loading your activity`} empty={<NothingYet />} shape="h-20">
        {(events) => (
          <Card className="py-0! sm:py-0!">
            <ol className="grid divide-y divide-line" aria-label={t`Activity`}>
              {events.map((event) => (
                <ActivityRow key={event.id} event={event} />
              ))}
            </ol>
          </Card>
        )}
      </PagedList>
    </ProfilePage>
  );
}

function NothingYet() {
  return (
    <EmptyState title={<Trans>Nothing has happened yet</Trans>}>
      <Trans>What you do appears here in a moment.</Trans>
    </EmptyState>
  );
}
