import { useLingui } from '@lingui/react/macro';

import { formatDateTime } from '../../shared/i18n/dates';
import { Card } from '../../shared/ui/Card';
import { Table } from '../../shared/ui/Table';
import { CardList, Fact, Facts } from './CardList';
import { UserMenu } from './UserMenu';
import type { UserPartsFragment } from './gql/graphql';
import { useWide } from './useWide';
import { AccessBadge, Contact, UserName, userStatusName } from './userParts';

interface Props {
  users: readonly UserPartsFragment[];
  /** Called once one of the accounts is gone. */
  onDeleted: () => void;
}

/** The accounts: a table where there is room for it, else a card each. */
export function UserList(props: Props) {
  const wide = useWide();
  return wide ? <UserTable {...props} /> : <UserCards {...props} />;
}

function UserTable({ users, onDeleted }: Props) {
  const { t, i18n } = useLingui();
  return (
    <Table
      caption={t`Accounts`}
      rows={users}
      rowKey={(user) => user.id}
      columns={[
        {
          header: t`Account`,
          rowHeader: true,
          cell: (user) => (
            <div className="grid min-w-60 gap-0.5">
              <UserName user={user} />
              <Contact value={user.email} verified={user.emailVerified} />
            </div>
          ),
        },
        {
          header: t`Phone`,
          cell: (user) => (
            <div className="whitespace-nowrap">
              <Contact value={user.phoneNumber} verified={user.phoneNumberVerified} />
            </div>
          ),
        },
        { header: t`Status`, cell: (user) => userStatusName(user) },
        { header: t`Access`, cell: (user) => <AccessBadge enabled={user.enabled} /> },
        {
          header: t`Created`,
          cell: (user) => (
            <span className="whitespace-nowrap text-quiet">{formatDateTime(user.createdAt, i18n.locale)}</span>
          ),
        },
        {
          header: <span className="sr-only">{t`Actions`}</span>,
          cell: (user) => (
            <div className="flex justify-end">
              <UserMenu user={user} kind="quiet" onDeleted={onDeleted} />
            </div>
          ),
        },
      ]}
    />
  );
}

function UserCards({ users, onDeleted }: Props) {
  const { t, i18n } = useLingui();
  return (
    <CardList label={t`Accounts`} items={users} itemKey={(user) => user.id}>
      {(user) => (
        <Card className="grid h-full content-start gap-4 sm:p-5!">
          <div className="flex items-start justify-between gap-3">
            <h2 className="min-w-0 text-lead">
              <UserName user={user} />
            </h2>
            <AccessBadge enabled={user.enabled} />
          </div>
          <Facts>
            <Fact name={t`Email`}>
              <Contact value={user.email} verified={user.emailVerified} />
            </Fact>
            <Fact name={t`Phone`}>
              <Contact value={user.phoneNumber} verified={user.phoneNumberVerified} />
            </Fact>
            <Fact name={t`Status`}>{userStatusName(user)}</Fact>
            <Fact name={t`Created`}>{formatDateTime(user.createdAt, i18n.locale)}</Fact>
          </Facts>
          <div className="grid">
            <UserMenu user={user} kind="secondary" onDeleted={onDeleted} />
          </div>
        </Card>
      )}
    </CardList>
  );
}
