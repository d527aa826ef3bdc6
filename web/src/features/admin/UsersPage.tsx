import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';

import { usePages } from '../../shared/api/usePages';
import { Button } from '../../shared/ui/Button';
import { PagedList } from '../../shared/ui/PagedList';
import { EmptyState } from '../../shared/ui/states';
import { AdminPage } from './AdminPage';
import { InviteDialog } from './InviteDialog';
import { UserList } from './UserList';
import { UserSearchField } from './UserSearchField';
import { UsersDocument } from './gql/graphql';
import { useUserSearch } from './search';

/** The accounts, for administrators. */
export default function UsersPage() {
  const { t } = useLingui();
  const { search } = useUserSearch();
  const navigate = useNavigate({ from: '/admin/users' });
  const field = useRef<HTMLInputElement>(null);
  const showAll = () => {
    void navigate({ search: {} });
    field.current?.focus();
  };
  const [inviting, setInviting] = useState(false);
  const pages = usePages(UsersDocument, { filter: search ? { search } : null }, (data) => data.users);
  return (
    <AdminPage
      title={t`Accounts`}
      lead={t`Everybody who has signed up or was invited. Invite somebody, correct a mistyped address, help with a lost second factor, or disable an account.`}
    >
      <UserSearchField ref={field} />
      <PagedList
        pages={pages}
        summary={userCount}
        loadingLabel={t`Loading the accounts`}
        action={
          <Button
            onClick={() => {
              setInviting(true);
            }}
          >
            <Trans>Invite somebody</Trans>
          </Button>
        }
        empty={<NobodyFound onShowAll={showAll} />}
      >
        {(users) => (
          <UserList
            users={users}
            onDeleted={() => {
              pages.refresh();
              field.current?.focus();
            }}
          />
        )}
      </PagedList>
      {inviting && (
        <InviteDialog
          onInvited={pages.refresh}
          onClose={() => {
            setInviting(false);
          }}
        />
      )}
    </AdminPage>
  );
}

function userCount(count: number, hasMore: boolean): string {
  if (hasMore) return plural(count, { one: 'The first account', other: 'The first # accounts' });
  return plural(count, { one: '# account', other: '# accounts' });
}

function NobodyFound({ onShowAll }: { onShowAll: () => void }) {
  return (
    <EmptyState
      title={<Trans>Nobody found</Trans>}
      action={
        <Button kind="secondary" onClick={onShowAll}>
          <Trans>Show all accounts</Trans>
        </Button>
      }
    >
      <Trans>No email address, name or phone number begins like this. In names, upper and lower case differ.</Trans>
    </EmptyState>
  );
}
