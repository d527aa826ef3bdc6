import { ConfirmActionDialog } from './ConfirmActionDialog';
import { CorrectUserDialog } from './CorrectUserDialog';
import { DeleteUserDialog } from './DeleteUserDialog';
import { ResendInvitationDialog } from './ResendInvitationDialog';
import type { UserPartsFragment } from './gql/graphql';
import type { UserTask } from './userActions';

interface Props {
  user: UserPartsFragment;
  task: UserTask;
  onClose: () => void;
  /** Called once the account is gone. */
  onDeleted: () => void;
}

/** The dialog in which something is done to an account. */
export function UserTaskDialog({ user, task, onClose, onDeleted }: Props) {
  switch (task) {
    case 'correct':
      return <CorrectUserDialog user={user} onClose={onClose} />;
    case 'invite again':
      return <ResendInvitationDialog user={user} onClose={onClose} />;
    case 'delete':
      return <DeleteUserDialog user={user} onClose={onClose} onDeleted={onDeleted} />;
    default:
      return <ConfirmActionDialog user={user} action={task} onClose={onClose} />;
  }
}
