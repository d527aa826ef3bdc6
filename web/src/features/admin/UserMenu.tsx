import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { useViewer } from '../../shared/api/SessionProvider';
import { type ButtonKind, buttonClass } from '../../shared/ui/Button';
import { Menu, MenuItem, MenuSeparator } from '../../shared/ui/Menu';
import { ChevronIcon } from '../../shared/ui/icons';
import { ConfirmDeedDialog } from './ConfirmDeedDialog';
import type { UserPartsFragment } from './gql/graphql';
import { type UserDeed, deedsFor } from './userDeeds';

interface Props {
  user: UserPartsFragment;
  kind: ButtonKind;
}

/** What can be done about an account. */
export function UserMenu({ user, kind }: Props) {
  const { t } = useLingui();
  const viewer = useViewer();
  const [deed, setDeed] = useState<UserDeed | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!deed) return undefined;
    const opener = button.current;
    // The dialog itself can't give the focus back: it was opened from an item of a menu that is closed by now.
    return () => opener?.focus();
  }, [deed]);
  const deeds = deedsFor(user, viewer?.id === user.id);
  return (
    <>
      <Menu
        trigger={
          <button
            ref={button}
            type="button"
            aria-label={t`Manage ${user.name}`}
            className={buttonClass(kind, 'min-h-11 px-4!')}
          >
            <Trans>Manage</Trans>
            <ChevronIcon className="size-4" />
          </button>
        }
      >
        {deeds.map((each) => (
          <MenuItem
            key={each.label()}
            onSelect={() => {
              setDeed(each);
            }}
          >
            {each.label()}
          </MenuItem>
        ))}
        {deeds.length > 0 && <MenuSeparator />}
        <MenuItem asChild>
          <Link to="/admin/audit" search={{ actor: user.id }}>
            <Trans>See activity</Trans>
          </Link>
        </MenuItem>
      </Menu>
      {deed && (
        <ConfirmDeedDialog
          user={user}
          deed={deed}
          onClose={() => {
            setDeed(null);
          }}
        />
      )}
    </>
  );
}
