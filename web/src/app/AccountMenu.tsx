import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';

import { useSession, useViewer } from '../shared/api/SessionProvider';
import { problemOf } from '../shared/api/errors';
import { recheckOnReturn } from '../shared/api/recheckOnReturn';
import { Menu, MenuItem, MenuSeparator } from '../shared/ui/Menu';
import { ChevronIcon } from '../shared/ui/icons';
import { showToast } from '../shared/ui/toasts';
import { accountNavigation, visible } from './navigation';

/** The menu of the person signed in. It needs a library for menus, so it loads only once somebody is signed in. */
export default function AccountMenu() {
  const { t, i18n } = useLingui();
  const session = useSession();
  const navigate = useNavigate();
  const viewer = useViewer();
  useEffect(() => recheckOnReturn(session), [session]); // here, since only a signed-in person can have been replaced
  if (!viewer) return null;
  const signOut = async () => {
    const error = await session.signOut();
    if (error) {
      showToast(problemOf({ error }) ?? '', 'danger');
      return;
    }
    await navigate({ to: '/' });
    showToast(t`You are signed out.`);
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t`Account of ${viewer.name}`}
          className="flex min-h-11 items-center gap-2 rounded-control px-2 font-semibold hover:bg-tint"
        >
          <span
            aria-hidden="true"
            className="grid size-9 place-items-center rounded-full bg-accent text-sm font-bold text-on-accent"
          >
            {initials(viewer.name)}
          </span>
          <span className="hidden max-w-40 truncate sm:inline">{viewer.name}</span>
          <ChevronIcon className="size-4 text-quiet" />
        </button>
      }
    >
      <p className="px-3 pt-1 pb-2 text-sm text-quiet">
        <Trans>Signed in as</Trans>
        <span className="block max-w-64 truncate font-semibold text-ink">{viewer.email}</span>
      </p>
      <MenuSeparator />
      {visible(accountNavigation, viewer.groups).map(({ to, label }) => (
        <MenuItem key={to} asChild>
          <Link to={to}>{i18n._(label)}</Link>
        </MenuItem>
      ))}
      {accountNavigation.length > 0 && <MenuSeparator />}
      <MenuItem onSelect={() => void signOut()}>
        <Trans>Sign out</Trans>
      </MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase();
}
