import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';

import { usePages } from '../../shared/api/usePages';
import { Button } from '../../shared/ui/Button';
import { PagedList } from '../../shared/ui/PagedList';
import { EmptyState } from '../../shared/ui/states';
import { AdminPage } from './AdminPage';
import { AuditFilters } from './AuditFilters';
import { AuditList } from './AuditList';
import { eventCount } from './auditParts';
import { AuditEventsDocument } from './gql/graphql';
import { filterOf, useAuditSearch } from './search';

/** What has happened, for administrators. */
export default function AuditPage() {
  const { t } = useLingui();
  const search = useAuditSearch();
  const pages = usePages(AuditEventsDocument, { filter: filterOf(search) }, (data) => data.auditEvents);
  return (
    <AdminPage
      title={t`Audit trail`}
      lead={t`Who did what, when and from where, and how it went. The newest comes first.`}
    >
      <AuditFilters />
      <PagedList
        pages={pages}
        summary={eventCount}
        loadingLabel={t`Loading the audit trail`}
        empty={<NothingFound filtered={filterOf(search) !== null} />}
        action={
          <Button kind="quiet" className="min-h-11" busy={pages.loading} onClick={pages.refresh}>
            <Trans>Refresh</Trans>
          </Button>
        }
      >
        {(events) => <AuditList events={events} />}
      </PagedList>
    </AdminPage>
  );
}

function NothingFound({ filtered }: { filtered: boolean }) {
  const navigate = useNavigate({ from: '/admin/audit' });
  if (!filtered) return <EmptyState title={<Trans>Nothing has happened yet</Trans>} />;
  return (
    <EmptyState
      title={<Trans>No events found</Trans>}
      action={
        <Button kind="secondary" onClick={() => void navigate({ search: {} })}>
          <Trans>Show all events</Trans>
        </Button>
      }
    >
      <Trans>Nothing matches all of the filters. Remove some of them, or widen the time range.</Trans>
    </EmptyState>
  );
}
