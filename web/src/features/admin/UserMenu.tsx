import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';

import { useViewer } from '../../shared/api/SessionProvider';
import { type ButtonKind, buttonClass } from '../../shared/ui/Button';
import { Menu, MenuItem, MenuSeparator } from '../../shared/ui/Menu';
import { ChevronIcon } from '../../shared/ui/icons';
import { UserTaskDialog } from './UserTaskDialog';
import type { UserPartsFragment } from './gql/graphql';
import { type UserTask, taskName, tasksFor } from './userActions';

interface Props {
  user: UserPartsFragment;
  kind: ButtonKind;
  /** Called once the account is gone, and with it this menu's button, which would get the focus. */
  onDeleted: () => void;
}

/** What can be done about an account. */
export function UserMenu({ user, kind, onDeleted }: Props) {
  const { t } = useLingui();
  const viewer = useViewer();
  const [task, setTask] = useState<UserTask | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const gone = useRef(false);
  const leave = useEffectEvent((opener: HTMLButtonElement | null) => {
    if (gone.current) onDeleted();
    else opener?.focus();
  });
  useEffect(() => {
    if (!task) return undefined;
    const opener = button.current;
    // The dialog itself can't give the focus back: it was opened from an item of a menu that is closed by now.
    return () => {
      leave(opener);
    };
  }, [task]);
  const tasks = tasksFor(user, viewer?.id === user.id);
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
        {tasks.map((each) => (
          <MenuItem
            key={taskName(each)}
            onSelect={() => {
              setTask(each);
            }}
          >
            {taskName(each)}
          </MenuItem>
        ))}
        {tasks.length > 0 && <MenuSeparator />}
        <MenuItem asChild>
          <Link to="/admin/audit" search={{ actor: user.id }}>
            <Trans>See activity</Trans>
          </Link>
        </MenuItem>
      </Menu>
      {task && (
        <UserTaskDialog
          user={user}
          task={task}
          onClose={() => {
            setTask(null);
          }}
          onDeleted={() => {
            gone.current = true;
          }}
        />
      )}
    </>
  );
}
