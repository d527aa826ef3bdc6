import { useLingui } from '@lingui/react/macro';
import { Outlet } from '@tanstack/react-router';

import { SubNavigation } from '../../shared/ui/SubNavigation';

/** What is around every page of the profile. */
export default function ProfileLayout() {
  const { t } = useLingui();
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-8 py-4 sm:gap-10 sm:py-8">
      <SubNavigation
        label={t`Profile`}
        items={[
          { to: '/profile', text: t`Details` },
          { to: '/profile/security', text: t`Security` },
          { to: '/profile/sessions', text: t`Sessions` },
          { to: '/profile/activity', text: t`Activity` },
          { to: '/profile/data', text: t`Data` },
        ]}
      />
      <Outlet />
    </div>
  );
}
