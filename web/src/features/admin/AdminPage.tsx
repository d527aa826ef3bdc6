import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';

import { PageIntro } from '../../shared/ui/PageIntro';
import { SubNavigation } from '../../shared/ui/SubNavigation';

interface Props {
  title: string;
  lead: ReactNode;
  children: ReactNode;
}

/** What the pages of administration have in common. */
export function AdminPage({ title, lead, children }: Props) {
  const { t } = useLingui();
  return (
    <div className="grid gap-6 py-6 sm:py-10">
      <SubNavigation
        label={t`Administration`}
        items={[
          { to: '/admin/users', text: t`Accounts` },
          { to: '/admin/audit', text: t`Audit trail` },
        ]}
      />
      <PageIntro title={title} lead={lead} />
      {children}
    </div>
  );
}
