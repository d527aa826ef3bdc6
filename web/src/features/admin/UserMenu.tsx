import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { useViewer } from '../../shared/api/SessionProvider';
import { type ButtonKind, buttonClass } from '../../shared/ui/Button';
import { Menu, MenuItem, MenuSeparator } from '../../shared/ui/Menu';
import { ChevronIcon } from '../../shared/ui/icons';
import { ConfirmActionDialog } from './ConfirmActionDialog';
import type { UserPartsFragment } from './gql/graphql';
import { type UserAction, actionsFor } from './userActions';

interface Props {
  user: UserPartsFragment;
  kind: ButtonKind;
}

/** What can be done about an account. */
export function UserMenu({ user, kind }: Props) {
  const { t } = useLingui();
  const viewer = useViewer();
  const [action, setAction] = useState<UserAction | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!action) return undefined;
    const opener = button.current;
    // The dialog itself can't give the focus back: it was opened from an item of a menu that is closed by now.
    return () => opener?.focus();
  }, [action]);
  const actions = actionsFor(user, viewer?.id === user.id);
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
        {actions.map((each) => (
          <MenuItem
            key={each.label()}
            onSelect={() => {
              setAction(each);
            }}
          >
            {each.label()}
          </MenuItem>
        ))}
        {actions.length > 0 && <MenuSeparator />}
        <MenuItem asChild>
          <Link to="/admin/audit" search={{ actor: user.id }}>
            <Trans>See activity</Trans>
          </Link>
        </MenuItem>
      </Menu>
      {action && (
        <ConfirmActionDialog
          user={user}
          action={action}
          onClose={() => {
            setAction(null);
          }}
        />
      )}
    </>
  );
}
