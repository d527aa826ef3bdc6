import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { useMutation } from 'urql';

import { problemOf } from '../../shared/api/errors';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { Dialog } from '../../shared/ui/Dialog';
import { showToast } from '../../shared/ui/toasts';
import type { UserPartsFragment } from './gql/graphql';
import type { UserAction } from './userActions';

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
  const { name, email } = user;
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
        <p className="rounded-control bg-sunken px-4 py-3">
          <strong className="block wrap-anywhere">{name}</strong>
          <span className="wrap-anywhere text-quiet">{email}</span>
        </p>
        <p>{action.consequence(name)}</p>
        {alert && <Alert>{alert}</Alert>}
        <div className="mt-2 flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button kind="secondary" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind={action.kind} busy={fetching} onClick={() => void confirm()}>
            {action.label()}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
