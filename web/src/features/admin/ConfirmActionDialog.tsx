import { useState } from 'react';
import { useMutation } from 'urql';

import { problemOf } from '../../shared/api/errors';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { Dialog } from '../../shared/ui/Dialog';
import { showToast } from '../../shared/ui/toasts';
import { DialogButtons } from './DialogButtons';
import type { UserPartsFragment } from './gql/graphql';
import type { UserAction } from './userActions';
import { About } from './userParts';

interface Props {
  user: UserPartsFragment;
  action: UserAction;
  onClose: () => void;
}

/**
 * Says what will happen to whom, and does it when that is confirmed. It stays open below the dialog that asks for the
 * password: errors appear where the action was confirmed.
 */
export function ConfirmActionDialog({ user, action, onClose }: Props) {
  const [{ fetching }, send] = useMutation(action.document);
  const [alert, setAlert] = useState<string | null>(null);
  const { name } = user;
  const confirm = async () => {
    setAlert(null);
    const { data, error } = await send({ input: { id: user.id } });
    const problem = problemOf({ error, userErrors: data?.result.userErrors });
    setAlert(problem);
    if (problem) return;
    onClose();
    showToast(action.done(name));
  };
  return (
    <Dialog title={action.question()} onClose={onClose}>
      <div className="grid gap-4">
        <About user={user} />
        <p>{action.consequence(name)}</p>
        {alert && <Alert>{alert}</Alert>}
        <DialogButtons onCancel={onClose}>
          <Button kind={action.kind} busy={fetching} onClick={() => void confirm()}>
            {action.label()}
          </Button>
        </DialogButtons>
      </div>
    </Dialog>
  );
}
